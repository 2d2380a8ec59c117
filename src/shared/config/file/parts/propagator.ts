import { give, type Into, report } from '../into';
import { type FileNode, isNull } from '../nodes';
import { map, own, type Part } from './part';
import { textIn } from './values';

const NAME = 'OTEL_PROPAGATORS';

/** `propagator`: names of `composite`, then those of `composite_list`; each counts once. */
export const propagator: Part = map({
  composite: own(
    (node, key, into) => {
      const names = namesIn(node, key, into);
      const after = into.texts.get(NAME)?.text;
      if (names.length > 0)
        give(into, NAME, [...names, ...(after ? [after] : [])].join(','), key, node.place);
    },
    { path: '', setting: NAME },
  ),
  composite_list: own((node, key, into) => {
    const text = textIn(node, key, into)?.trim();
    const before = into.texts.get(NAME)?.text;
    if (text) give(into, NAME, before === undefined ? text : `${before},${text}`, key, node.place);
  }),
});

function namesIn(node: FileNode, key: string, into: Into): string[] {
  if (isNull(node)) return [];
  if (node.kind !== 'list') {
    report(into, key, node, 'is no list');
    return [];
  }
  return node.items.flatMap((item, index) => {
    if (item.kind === 'map' && item.entries.length > 0) return item.entries.map(entry => entry.key);
    if (item.kind === 'scalar' && item.value !== null) return [item.text];
    report(into, `${key}[${index}]`, item, 'names no propagator');
    return [];
  });
}
