import type { Series } from '../../receiver/analyse/metrics/metric-series';

/** `http.route=/cart GET`: values alone where there is one attribute, else with their keys. */
export function seriesName({ attributes }: Pick<Series, 'attributes'>): string {
  const entries = Object.entries(attributes).map(([key, value]) => {
    const text = value === null ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value);
    return { key, text: text === '' ? '(empty)' : text };
  });
  if (entries.length === 0) return 'all';
  return entries.length === 1 ? entries[0]!.text : entries.map(({ key, text }) => `${key}=${text}`).join(' ');
}

/** Class that gives a line its colour, by its place in the answer. */
export function lineHue(index: number): string {
  return `hue-${(index * 5) % 12}`;
}
