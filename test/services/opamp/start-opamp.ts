import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { logToStderr } from '../obtain/log-to-stderr';
import { obtain } from '../obtain/obtain';
import { endWithThisProcess } from '../process/reaper';
import { opampRequirement } from './opamp-requirement';

/** Message of an agent, as the server prints it. */
export interface Told {
  readonly path: string;
  readonly authorization: string;
  readonly webSocket: boolean;
  readonly instanceUid: string;
  readonly sequence: number;
  readonly capabilities: number;
  readonly identifying?: Readonly<Record<string, string>>;
  readonly nonIdentifying?: Readonly<Record<string, string>>;
  readonly health?: { readonly healthy: boolean; readonly lastError: string; readonly status: string };
  readonly effectiveConfig?: string;
  readonly configStatus?: string;
  readonly configHash?: string;
  readonly configError?: string;
  readonly disconnects?: boolean;
}

/** Offer to all agents from now on. */
export interface Order {
  readonly config?: Readonly<Record<string, string>>;
  readonly fullState?: boolean;
  readonly hostile?: boolean;
}

export interface Opamp {
  /** `127.0.0.1:port` */
  readonly authority: string;
  /** All messages so far. */
  readonly told: Told[];
  order(order: Order): void;
  stop(): Promise<void>;
}

/** Starts a server; its standard input is the operator. */
export async function startOpamp(tls?: { certFile: string; keyFile: string }): Promise<Opamp> {
  const source = (await obtain([opampRequirement], logToStderr)).get('opamp')!;
  if (source.way !== 'programs') throw new Error('an OpAMP server is started here, not elsewhere');
  const args = tls === undefined ? [] : ['-cert', tls.certFile, '-key', tls.keyFile];
  const child = spawn(source.programs.opamp!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  const lines = createInterface(child.stdout);
  const [authority] = (await once(lines, 'line')) as [string];
  const told: Told[] = [];
  lines.on('line', line => told.push(JSON.parse(line) as Told));
  return {
    authority,
    told,
    order: order => child.stdin.write(`${JSON.stringify(order)}\n`),
    async stop() {
      if (child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      forget();
    },
  };
}
