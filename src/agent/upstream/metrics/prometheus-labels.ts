import type { Attributes } from '@opentelemetry/api';

/** Parts of the exporter: a key as a name of Prometheus, a value as it stands between quotes. */
interface Texts {
  readonly nameOf: (key: string) => string;
  readonly textOf: (value: unknown) => string;
}

/**
 * Writes the labels of a series as they stand between braces. Attributes whose keys give one name share a label: their
 * values stand in the order of the keys, with `;` between them (specification, "Prometheus and OpenMetrics
 * Compatibility"). The exporter's own labels, such as `le`, take the place of attributes. A name that is there twice, or
 * begins with a digit, would let Prometheus refuse the whole scrape.
 */
export function labelsOf(
  attributes: Attributes,
  own: Attributes | undefined,
  { nameOf, textOf }: Texts,
): string {
  const byName = new Map<string, { readonly key: string; readonly text: string }[]>();
  const labelOf = (key: string) => nameOf(key).replace(/^(?=\d)/, '_');
  for (const [key, value] of Object.entries(attributes)) {
    const name = labelOf(key);
    const entry = { key, text: textOf(value) };
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [entry]);
    else others.push(entry);
  }
  for (const [key, value] of Object.entries(own ?? {}))
    byName.set(labelOf(key), [{ key, text: textOf(value) }]);
  return Array.from(byName, ([name, entries]) => `${name}="${joined(entries)}"`).join(',');
}

function joined(entries: { readonly key: string; readonly text: string }[]): string {
  if (entries.length > 1) entries.sort((one, other) => (one.key < other.key ? -1 : 1));
  return entries.map(({ text }) => text).join(';');
}
