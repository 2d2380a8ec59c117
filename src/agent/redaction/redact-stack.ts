/** Redacts the message at the beginning of a stack; its frames hold no data. */
export function redactStack(stack: string, redact: (message: string) => string): string {
  const frames = stack.search(/\n\s+at /);
  const head = frames === -1 ? stack : stack.slice(0, frames);
  return redact(head) + stack.slice(head.length);
}
