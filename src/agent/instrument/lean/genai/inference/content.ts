import { redactUrls } from '../../../../../shared/urls/redact-text';

/** Bounds of captured content: a conversation carries all that went before. */
const MAX_MESSAGES = 20;
const MAX_CHARACTERS = 4096;

/** Part of a message, by the JSON schemas of the semantic conventions. */
export interface ContentPart {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface ContentMessage {
  readonly role: string;
  readonly parts: readonly ContentPart[];
  readonly finish_reason?: string;
}

/** Returns the value of `gen_ai.input.messages` or `gen_ai.output.messages`: the last messages of a conversation. */
export function messagesAttribute(messages: readonly ContentMessage[]): string {
  return JSON.stringify(messages.slice(-MAX_MESSAGES));
}

/** Returns text or data as it is shown: bounded, and without credentials that people leave in prompts. */
export function shownContent(value: unknown): string {
  const text = typeof value === 'string' ? value : asJson(value);
  const isWhole = text.length <= MAX_CHARACTERS;
  // A secret that the bound cuts in two would look like none.
  const shown = withoutSecrets(isWhole ? text : text.slice(0, MAX_CHARACTERS + MAX_SECRET));
  return isWhole && shown.length <= MAX_CHARACTERS ? shown : `${shown.slice(0, MAX_CHARACTERS)}…`;
}

/** Appends a piece of a streamed text, as long as it can be shown. */
export function appended(text: string, piece: string): string {
  return text.length > MAX_CHARACTERS + MAX_SECRET ? text : text + piece;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return ''; // A circle, a bigint.
  }
}

const MAX_SECRET = 1024;

/** Shapes of credentials, each told by a beginning that nothing else has. */
const SECRETS =
  /\b(?:sk|pk|rk)[-_](?:[\w-]+[-_])?[\w-]{16,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[oprsu]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{10,}|\bAIza[\w-]{30,}|\bey[JK][\w-]{8,}\.[\w-]{8,}\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const NAMED =
  /\b(authorization|(?:x-)?api[-_]?key|access[-_]?token|client[-_]?secret|password|passwd|secret)(\\?["']?\s*[:=]\s*\\?["']?)(?:(?:Bearer|Basic)\s+)?[^\s"'\\,;}]+/gi;

function withoutSecrets(text: string): string {
  return redactUrls(text).replace(SECRETS, '[redacted]').replace(NAMED, '$1$2[redacted]');
}
