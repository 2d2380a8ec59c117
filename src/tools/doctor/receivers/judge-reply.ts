import {
  CLOSED_SILENTLY,
  LOOKS_LIKE_HTTP,
  PLAIN_SERVER,
  SPEAKS_TLS,
} from '../../../agent/export/transports/network-errors';
import type { SendResult } from '../../../agent/export/types';

/** Meaning of a reply: the receiver took it, another protocol is spoken, it wants credentials, or it refuses otherwise. */
export type Meaning = 'taken' | 'protocol' | 'authentication' | 'refused' | 'unreached';

/** Reads the meaning of a reply from the sentences of the agent's own transports. */
export function meaningOf(result: SendResult): Meaning {
  if (result.kind === 'sent') return 'taken';
  const { reason } = result;
  if (PROTOCOL.some(text => reason.includes(text))) return 'protocol';
  if (/^(HTTP 40[13]\b|UNAUTHENTICATED|PERMISSION_DENIED)/.test(reason)) return 'authentication';
  if (/^(HTTP \d|[A-Z_]{4,}\b|gRPC status)/.test(reason) || result.kind === 'unsupported') return 'refused';
  return 'unreached';
}

const PROTOCOL = [
  LOOKS_LIKE_HTTP,
  PLAIN_SERVER,
  SPEAKS_TLS,
  CLOSED_SILENTLY,
  'this looks like a gRPC port',
  'is not HTTP',
  'is a web page',
];
