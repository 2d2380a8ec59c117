/** Words a message of the YAML parser: on one line, without its full stop, with the mend of what globs run into. */
export function yamlMessage(message: string): string {
  const sentence = message.replace(/\s+/g, ' ').replace(/\.$/, '');
  // `path: */healthz` is an alias to YAML.
  return /^(Unresolved alias|Alias cannot)/.test(sentence)
    ? `${sentence}; put quotes around a text that begins with *`
    : sentence;
}
