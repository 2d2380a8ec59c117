import { didYouMean } from '../../../nearest';
import type { StandaloneRow } from '../../setting';
import { findSetting, standaloneRow } from '../../settings';
import { give, type Into, isSecret, report, reportAt, sourceAt } from '../into';
import { type FileNode, isNull, plainOf, type ScalarNode } from '../nodes';
import type { Part } from './part';

/** Value of a setting. `words` translates the file's words into the setting's. */
export function setting(name: string, words: Readonly<Record<string, string>> = {}): Part {
  return {
    places: [{ path: '', setting: name }],
    read(node, key, into) {
      const row = standaloneRow(findSetting(name)!);
      if (ADDRESSES.has(row.kind) && node.kind === 'scalar' && node.unset !== undefined)
        return reportUnset(name, node, key, into);
      const text = textOf(node, row);
      if (text === undefined) return;
      if (typeof text === 'object') {
        const value = node.kind === 'scalar' && !isSecret(name) ? node.text : undefined;
        return reportAt(into, key, node.place, text.flaw, 'the default', value);
      }
      const stranger = strangerFlaw(text, words, row);
      if (stranger !== undefined) return reportAt(into, key, node.place, stranger, 'the default', text);
      if (QUOTABLE.has(row.kind)) reportQuotes(node, key, into);
      if (node.kind !== 'scalar' && row.kind.endsWith('Rules')) into.found.parts.set(name, node);
      give(into, name, Object.hasOwn(words, text) ? words[text]! : text, key, node.place);
    },
  };
}

/** Names the file's words for a text that is none of them, nor of the setting's. Grades (`warn2`) are not listed. */
function strangerFlaw(
  text: string,
  words: Readonly<Record<string, string>>,
  row: StandaloneRow,
): string | undefined {
  const plain = Object.keys(words).filter(word => !/\d$/.test(word));
  const isKnown = Object.hasOwn(words, text) || ('words' in row && row.words.includes(text.toLowerCase()));
  if (plain.length === 0 || isKnown) return undefined;
  return `is not one of ${plain.join(', ')}${didYouMean(text, plain)}`;
}

/** Kinds whose values are numbers or booleans in the schema, never texts. */
const QUOTABLE: ReadonlySet<StandaloneRow['kind']> = new Set(['count', 'duration', 'timeout', 'boolean']);

/** Reports a number or a boolean in quotes, which is a text to the schema. The value counts all the same. */
function reportQuotes(node: FileNode, key: string, into: Into): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
  const text = node.value.trim();
  const isBoolean = /^(true|false)$/i.test(text);
  if (!isBoolean && (text === '' || Number.isNaN(Number(text)))) return;
  const kind = isBoolean ? 'boolean' : 'number';
  report(into, key, node, `is a text: write the ${kind} ${text} without quotes`, text);
}

const ADDRESSES: ReadonlySet<StandaloneRow['kind']> = new Set(['endpoint', 'url', 'opamp', 'proxy']);

/**
 * Reports an address with variables that are not set. What is left of it may be the address of a stranger, so its
 * exporter is left out; an address that is nothing but such a variable is none.
 */
function reportUnset(name: string, { text, unset, place }: ScalarNode, key: string, into: Into): void {
  const { references, written } = unset!;
  const [reference] = references;
  const isLeftOut = text.trim() !== '' && into.component !== undefined;
  if (isLeftOut) into.component!.isLeftOut = true;
  const mend = `set it, or write ${reference!.replace('}', ':-}')} where it may be empty`;
  const problems = isLeftOut ? into.found.problems : (into.component ?? into.found).problems;
  problems.push({
    name: key,
    setting: name,
    value: written,
    source: sourceAt(into, key, place),
    message: `holds ${reference}, which is not set: ${mend}`,
    used: isLeftOut ? 'no exporter here' : undefined,
  });
}

/** List of texts that becomes a setting's; `joinedBefore` keeps what another key has given. */
export function textsOf(node: FileNode, key: string, into: Into): string[] {
  if (isNull(node)) return [];
  if (node.kind !== 'list') {
    report(into, key, node, 'is no list');
    return [];
  }
  return node.items.flatMap((item, index) => {
    if (item.kind === 'scalar' && item.value !== null) return [item.text];
    report(into, `${key}[${index}]`, item, 'is no text');
    return [];
  });
}

/** Number within bounds; undefined for none, after a report for anything else. */
export function numberOf(
  node: FileNode | undefined,
  key: string,
  into: Into,
  { min = 0, max = Number.MAX_VALUE, isWhole = true } = {},
): number | undefined {
  if (node === undefined || isNull(node)) return undefined;
  const value = node.kind === 'scalar' && node.text.trim() !== '' ? Number(node.value) : Number.NaN;
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) {
    reportQuotes(node, key, into);
    return value;
  }
  const what = isWhole ? 'whole number' : 'number';
  const lowest = min === -Number.MAX_VALUE ? '' : `, ${min} or more`;
  const bounds = max === Number.MAX_VALUE ? lowest : ` from ${min} to ${max}`;
  return report(into, key, node, `is no ${what}${bounds}`, 'the default');
}

/** True or false; undefined for none, after a report for anything else. */
export function booleanOf(node: FileNode | undefined, key: string, into: Into): boolean | undefined {
  if (node === undefined || isNull(node)) return undefined;
  const word = node.kind === 'scalar' ? node.text.toLowerCase() : '';
  if (word === 'true' || word === 'false') {
    reportQuotes(node, key, into);
    return word === 'true';
  }
  return report(into, key, node, 'is not true or false', 'the default');
}

/** A text; undefined for none, after a report for anything else. */
export function textIn(node: FileNode | undefined, key: string, into: Into): string | undefined {
  if (node === undefined || isNull(node)) return undefined;
  return node.kind === 'scalar' ? node.text : report(into, key, node, 'is no text', 'the default');
}

/** Writes pairs as the environment has them: `key=value,key2=value2`, percent-encoded. */
export function pairText(pairs: Iterable<readonly [string, string]>): string {
  return [...pairs].map(([key, value]) => `${encode(key)}=${encode(value)}`).join(',');
}

/** Leaves what is readable as it is, as far as a list of pairs allows it. */
function encode(text: string): string {
  return text.replace(/[%,="'\s]|[^\x20-\x7e]+/g, encodeURIComponent);
}

/** Text of a value as the environment would have it; undefined for none. */
function textOf(node: FileNode, row: StandaloneRow): string | { readonly flaw: string } | undefined {
  if (isNull(node)) return undefined;
  if (node.kind === 'scalar') return scalarText(node.value, node.text, row);
  if (row.kind === 'instrumentationOptions' || row.kind.endsWith('Rules'))
    return JSON.stringify(plainOf(node));
  if ((row.kind === 'attributes' || row.kind === 'headers') && node.kind === 'map') {
    return pairText(Object.entries(plainOf(node) as object).map(([key, value]) => [key, String(value)]));
  }
  if (node.kind === 'map' || !LISTS.has(row.kind)) return { flaw: `is a ${node.kind}, not a value` };
  const entries = node.items.map(item => (item.kind === 'scalar' ? item.text : undefined));
  if (entries.includes(undefined)) return { flaw: 'has an entry that is no text' };
  const torn = row.kind === 'globs' ? undefined : entries.find(entry => entry!.includes(','));
  if (torn !== undefined) return { flaw: `has the entry "${torn}": entries cannot have commas` };
  return entries.length === 0 && 'whole' in row && row.whole?.none ? 'none' : entries.join(',') || undefined;
}

/** Text as it was written; numbers are spelled out, since the file may have them as 0x10 or 1e3. */
function scalarText(
  value: string | number | boolean | null,
  text: string,
  { kind }: StandaloneRow,
): string | undefined {
  const isCounted = typeof value === 'number' && Number.isSafeInteger(value) && kind !== 'text';
  return (isCounted ? String(value) : text.trim()) || undefined;
}

const LISTS: ReadonlySet<StandaloneRow['kind']> = new Set([
  'list',
  'globs',
  'words',
  'wordsOrSwitch',
  'instrumentations',
]);
