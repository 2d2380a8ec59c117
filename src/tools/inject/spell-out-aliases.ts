import { isScalar, isSeq, type Node, type Pair, visit, type YAMLMap } from 'yaml';
import type { Manifest } from './read-manifests';
import type { ParsedPair } from './text/block-edits';
import { columnOf, endOf, isFlow, lineBreakOf, startOf } from './text/lines';
import { flowText, type Value } from './text/render';
import { TextEdits } from './text/text-edits';

/**
 * Replaces aliases and merge keys in these documents by their values, so that a change in one place changes only that
 * place.
 */
export function spellOutAliases(text: string, manifests: readonly Manifest[]): string {
  const edits = new TextEdits(text);
  for (const { document } of manifests) {
    const toValue = (node: Node) => node.toJS(document) as Value;
    visit(document, {
      Pair(_, pair, path) {
        if (!isMerge(pair)) return undefined;
        spellOutMerge(edits, pair as ParsedPair, path.at(-1) as YAMLMap, toValue);
        return visit.SKIP;
      },
      Alias(_, alias) {
        edits.replace(startOf(alias), endOf(alias), flowText(toValue(alias)));
      },
    });
  }
  return edits.apply();
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol');
}

/** Merges sources: own keys win over merged ones, earlier sources over later ones. */
function spellOutMerge(
  edits: TextEdits,
  pair: ParsedPair,
  map: YAMLMap,
  toValue: (node: Node) => Value,
): void {
  const sources = isSeq(pair.value) ? (pair.value.items as Node[]) : [pair.value!];
  const merged = Object.assign({}, ...sources.map(toValue).reverse()) as { readonly [key: string]: Value };
  const own = map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
  const members = Object.entries(merged)
    .filter(([key]) => !own.includes(key))
    .map(([key, value]) => `${JSON.stringify(key)}: ${flowText(value)}`);
  const column = columnOf(edits.text, startOf(pair.key));
  const separator = isFlow(map) ? ', ' : lineBreakOf(edits.text) + ' '.repeat(column);
  const spelled = members.length === 0 ? '<<: {}' : members.join(separator);
  edits.replace(startOf(pair.key), endOf(pair.value!), spelled);
}
