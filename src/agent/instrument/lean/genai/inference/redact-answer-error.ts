import { redactMessage } from '../../../../redaction/redact-message';

/** Removes data from an error's message. Vendors put the answer of their server into it, which quotes the request. */
export function redactAnswerError(message: string): string {
  const start = message.indexOf('{');
  if (start === -1) return redactMessage(message);
  const told = messageIn(message.slice(start));
  return redactMessage(message.slice(0, start)) + (told === undefined ? '?' : redactMessage(told));
}

function messageIn(json: string): string | undefined {
  try {
    const { error } = JSON.parse(json) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}
