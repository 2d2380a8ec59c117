import { visitFields } from '../export/transports/protobuf-fields';
import { shortText } from '../export/transports/replies';
import {
  ConfigFileField,
  ConfigMapField,
  ErrorResponseField,
  IdentificationField,
  MapEntryField,
  RemoteConfigField,
  RetryInfoField,
  ServerToAgentField,
} from './fields';

/** Parts of a ServerToAgent that this agent heeds. */
export interface ServerMessage {
  flags: number;
  remoteConfig?: RemoteConfig;
  newInstanceUid?: Uint8Array;
  error?: { message: string; retryAfterMs?: number };
}

/** Configuration that a server offers. */
export interface RemoteConfig {
  readonly hash: Uint8Array;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Reads a ServerToAgent. Bytes that make no sense end it: what was read until then counts. */
export function readServerMessage(bytes: Uint8Array): ServerMessage {
  const read: ServerMessage = { flags: 0 };
  visitFields(bytes, (field, value) => {
    if (typeof value === 'number') {
      if (field === ServerToAgentField.flags) read.flags = value;
    } else if (field === ServerToAgentField.remoteConfig) read.remoteConfig = remoteConfig(value);
    else if (field === ServerToAgentField.errorResponse) read.error = errorResponse(value);
    else if (field === ServerToAgentField.agentIdentification) {
      const uid = bytesIn(value, IdentificationField.newInstanceUid);
      if (uid?.length === 16) read.newInstanceUid = uid;
    }
  });
  return read;
}

function remoteConfig(bytes: Uint8Array): RemoteConfig {
  const files: { name: string; text: string }[] = [];
  visitFields(bytesIn(bytes, RemoteConfigField.config) ?? NOTHING, (field, entry) => {
    if (field !== ConfigMapField.entries || typeof entry === 'number') return;
    const file = bytesIn(entry, MapEntryField.value) ?? NOTHING;
    files.push({
      name: shortText(bytesIn(entry, MapEntryField.key) ?? NOTHING),
      text: Buffer.from(bytesIn(file, ConfigFileField.body) ?? NOTHING).toString(),
    });
  });
  return { hash: bytesIn(bytes, RemoteConfigField.hash) ?? NOTHING, files };
}

function errorResponse(bytes: Uint8Array): NonNullable<ServerMessage['error']> {
  const message = shortText(bytesIn(bytes, ErrorResponseField.message) ?? NOTHING);
  let retryAfterMs: number | undefined;
  visitFields(bytesIn(bytes, ErrorResponseField.retryInfo) ?? NOTHING, (field, value) => {
    if (field === RetryInfoField.retryAfterNanoseconds && typeof value === 'number')
      retryAfterMs = value / 1e6;
  });
  return { message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Last field of bytes with this number. */
function bytesIn(message: Uint8Array, wanted: number): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  visitFields(message, (field, value) => {
    if (field === wanted && typeof value !== 'number') found = value;
  });
  return found;
}

const NOTHING = new Uint8Array();
