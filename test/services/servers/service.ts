import type { Build } from '../obtain/build-program';
import type { Handshake } from '../process/shake-hands';

/** The servers that the tests talk to; the names which OTEL_AGENT_TEST_SKIP takes. */
export type ServiceName =
  | 'postgres'
  | 'mariadb'
  | 'redis'
  | 'rabbitmq'
  | 'memcached'
  | 'mongodb'
  | 'collector'
  | 'jaeger'
  | 'zipkin'
  | 'python'
  | 'chromium'
  | 'buildah'
  | 'tinyproxy'
  | 'kubernetes'
  | 'opamp'
  | 'nats'
  | 'kafka'
  | 'confluent-kafka';

/** Precondition of a server's start on this machine, and the ways to meet it. */
export interface Requirement {
  readonly name: ServiceName;
  /** Environment name that leads past everything else: a server's address when it ends in _URL, else a program's path. */
  readonly variable: string;
  /** Programs that an installed server consists of; the first one is the server. */
  readonly programs?: readonly string[];
  /** Folders to search for them before PATH. */
  readonly folders?: () => readonly string[];
  readonly debianPackages?: readonly string[];
  /** Programs made from another registry's packages, in addition to `programs`. */
  readonly build?: Build;
  /** The server's port inside its container (compose.yaml); without it there is none. */
  readonly composePort?: number;
}

/** A server which the whole test run shares. */
export interface Server extends Requirement {
  readonly handshake: Handshake;
  /** Accounts to run under when the tests run as root: the first that exists; none needed when empty. */
  readonly accounts: readonly string[];
  url(host: string, port: number): string;
  /** The processes to start, in order; the last one is the server itself. */
  steps(place: Place): readonly Step[];
}

/** Values from which `steps` builds its commands. */
export interface Place {
  /** Absolute path of each program, by name. */
  readonly programs: Readonly<Record<string, string>>;
  /** Empty folder that belongs to the server's account and is removed with it. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** Two more free ports, for what a server needs beside its own. */
  readonly ports: readonly number[];
}

/** Process to start: with `answers` a server that stays, without it a command that has to succeed. */
export interface Step {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly answers?: { readonly host: string; readonly port: number; readonly handshake: Handshake };
  /** The signal for a quick end; SIGKILL follows when it does not come. */
  readonly stopSignal?: NodeJS.Signals;
  readonly startTimeoutMs?: number;
}
