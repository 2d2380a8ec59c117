import { randomBytes } from 'node:crypto';
import {
  AgentDescriptionField,
  AgentToServerField,
  CAPABILITIES,
  ConfigFileField,
  ConfigMapField,
  EffectiveConfigField,
  HealthField,
  MapEntryField,
  RemoteConfigStatus,
  RemoteConfigStatusField,
} from './fields';
import { attributeField, bytesField, fixed64Field, message, numberField } from './write-fields';

/** Health of the agent in this process. */
export interface Health {
  readonly isHealthy: boolean;
  readonly lastError: string;
  readonly status: string;
}

/** Facts that a server is told, as they are now. */
export interface AgentFacts {
  attributes(): Readonly<Record<string, unknown>>;
  health(): Health;
  /** Effective configuration as JSON, without secrets. */
  effectiveConfig(): string;
}

/** Outcome of a configuration from the server. */
export interface ConfigStatus {
  readonly hash: Uint8Array;
  readonly isApplied: boolean;
  readonly error: string;
}

/** Most characters of a value or message that is told. */
const MAX_CHARS = 4000;

/**
 * What the server knows of this agent, and what it is still to be told: a message has only the parts that have changed
 * since the last message that arrived (OpAMP, "Agent status compression").
 */
export class AgentState {
  readonly #facts: AgentFacts;
  readonly #known = new Map<number, string>();
  #uid: Uint8Array;
  #sequence = 0;
  #isConfigStale = true;
  #config: Buffer | undefined;
  #status: Buffer | undefined;

  constructor(facts: AgentFacts) {
    this.#facts = facts;
    this.#uid = uidOf(facts.attributes()['service.instance.id']) ?? randomUid();
  }

  /** Identifies the agent from now on as the server wishes. */
  rename(uid: Uint8Array): void {
    this.#uid = Uint8Array.from(uid);
  }

  /** Notes that the effective configuration may have changed, and why. */
  noteConfig(status?: ConfigStatus): void {
    this.#isConfigStale = true;
    if (status !== undefined) this.#status = encodeStatus(status);
  }

  /** Forgets all that the server knows, so that the next message tells it again. */
  forget(): void {
    this.#known.clear();
  }

  /** True if there is more to say than that the agent is alive. */
  hasNews(): boolean {
    return this.#news().length > 0;
  }

  /** Makes the next message; `arrived` notes that the server has it. */
  next(): { readonly bytes: Buffer; readonly arrived: () => void } {
    const news = this.#news();
    const bytes = message(
      bytesField(AgentToServerField.instanceUid, this.#uid),
      numberField(AgentToServerField.sequenceNum, this.#sequence++),
      numberField(AgentToServerField.capabilities, CAPABILITIES),
      ...news.map(([field, part]) => bytesField(field, part)),
    );
    return {
      bytes,
      arrived: () => {
        for (const [field, part] of news) this.#known.set(field, part.toString('latin1'));
      },
    };
  }

  /** The last message of a connection. */
  farewell(): Buffer {
    return message(
      bytesField(AgentToServerField.instanceUid, this.#uid),
      numberField(AgentToServerField.sequenceNum, this.#sequence++),
      numberField(AgentToServerField.capabilities, CAPABILITIES),
      bytesField(AgentToServerField.agentDisconnect, ''),
    );
  }

  #news(): [number, Buffer][] {
    if (this.#isConfigStale) this.#config = encodeConfig(this.#facts.effectiveConfig());
    this.#isConfigStale = false;
    const parts: [number, Buffer | undefined][] = [
      [AgentToServerField.agentDescription, this.#describe()],
      [AgentToServerField.health, encodeHealth(this.#facts.health())],
      [AgentToServerField.effectiveConfig, this.#config],
      [AgentToServerField.remoteConfigStatus, this.#status],
    ];
    return parts.filter(
      (part): part is [number, Buffer] =>
        part[1] !== undefined && this.#known.get(part[0]) !== part[1].toString('latin1'),
    );
  }

  #describe(): Buffer {
    const attributes = { 'service.instance.id': textOf(this.#uid), ...this.#facts.attributes() };
    const fields = Object.entries(attributes).map(([key, value]) => {
      const field = IDENTIFYING.has(key)
        ? AgentDescriptionField.identifying
        : AgentDescriptionField.nonIdentifying;
      return attributeField(field, key, typeof value === 'string' ? value.slice(0, MAX_CHARS) : value);
    });
    return message(...fields);
  }
}

/** Attributes that tell an instance of a service from all others (OpAMP, "AgentDescription"). */
const IDENTIFYING: ReadonlySet<string> = new Set([
  'service.name',
  'service.namespace',
  'service.instance.id',
]);

const START_TIME_NS = BigInt(Math.round(performance.timeOrigin)) * 1_000_000n;

function encodeHealth({ isHealthy, lastError, status }: Health): Buffer {
  return message(
    numberField(HealthField.healthy, isHealthy),
    fixed64Field(HealthField.startTimeUnixNano, START_TIME_NS),
    bytesField(HealthField.lastError, lastError.slice(0, MAX_CHARS)),
    bytesField(HealthField.status, status),
  );
}

function encodeConfig(text: string): Buffer {
  const file = message(
    bytesField(ConfigFileField.body, text),
    bytesField(ConfigFileField.contentType, 'application/json'),
  );
  const entry = message(bytesField(MapEntryField.key, ''), bytesField(MapEntryField.value, file));
  return bytesField(EffectiveConfigField.configMap, bytesField(ConfigMapField.entries, entry));
}

function encodeStatus({ hash, isApplied, error }: ConfigStatus): Buffer {
  return message(
    bytesField(RemoteConfigStatusField.lastHash, hash),
    numberField(
      RemoteConfigStatusField.status,
      isApplied ? RemoteConfigStatus.applied : RemoteConfigStatus.failed,
    ),
    bytesField(RemoteConfigStatusField.errorMessage, error.slice(0, MAX_CHARS)),
  );
}

/** The 16 bytes of a UUID. */
function uidOf(text: unknown): Uint8Array | undefined {
  const hex = String(text).replaceAll('-', '');
  return /^[0-9a-f]{32}$/i.test(hex) ? Buffer.from(hex, 'hex') : undefined;
}

/** UUID version 7: milliseconds since 1970, then random bits. */
function randomUid(): Uint8Array {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}

function textOf(uid: Uint8Array): string {
  return Buffer.from(uid)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
