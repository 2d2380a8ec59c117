import { didYouMean } from '../../../nearest';
import type { Composable, SamplerTree, SamplingRule } from '../../declared';
import { give, type Into, report, reportAt } from '../into';
import { child, type Entry, type FileNode, isNull } from '../nodes';
import { selectionOf } from './exporters';
import { map, own, type Part } from './part';
import { numberOf, textIn, textsOf } from './values';

/** `sampler`: a setting where one can say it, else a tree of samplers. */
export const sampler: Part = own(
  (node, key, into) => {
    const tree = treeOf(node, key, into);
    if (tree === undefined) return;
    const standard = standardOf(tree);
    if (standard === undefined) {
      into.found.declared.sampler = tree;
      return;
    }
    give(into, 'OTEL_TRACES_SAMPLER', standard.name, key, node.place);
    if (standard.ratio !== undefined)
      give(into, 'OTEL_TRACES_SAMPLER_ARG', String(standard.ratio), key, node.place);
  },
  { path: '', setting: 'OTEL_TRACES_SAMPLER' },
  { path: 'parent_based.root.trace_id_ratio_based.ratio', setting: 'OTEL_TRACES_SAMPLER_ARG' },
);

/** Name and ratio of a sampler that OTEL_TRACES_SAMPLER has; undefined for all others. */
function standardOf(tree: SamplerTree): { readonly name: string; readonly ratio?: number } | undefined {
  switch (tree.kind) {
    case 'always_on':
    case 'always_off':
      return { name: tree.kind };
    case 'ratio':
      return { name: 'traceidratio', ratio: tree.ratio };
    case 'parent_based': {
      const { root, remoteSampled, remoteNotSampled, localSampled, localNotSampled } = tree;
      const isUsual =
        [remoteSampled, localSampled].every(one => one === undefined || one.kind === 'always_on') &&
        [remoteNotSampled, localNotSampled].every(one => one === undefined || one.kind === 'always_off');
      const of = isUsual && root.kind !== 'parent_based' ? standardOf(root) : undefined;
      return of && { ...of, name: `parentbased_${of.name}` };
    }
    default:
      return undefined;
  }
}

type Readers<Tree> = Readonly<Record<string, (node: FileNode, key: string, into: Into) => Tree | undefined>>;

function treeOf(node: FileNode, key: string, into: Into): SamplerTree | undefined {
  return chosen(SAMPLERS, node, key, into);
}

const SAMPLERS: Readers<SamplerTree> = {
  always_on: () => ({ kind: 'always_on' }),
  always_off: () => ({ kind: 'always_off' }),
  trace_id_ratio_based: (node, key, into) => ({ kind: 'ratio', ratio: ratioOf(node, key, into) }),
  'probability/development': (node, key, into) => ({ kind: 'probability', ratio: ratioOf(node, key, into) }),
  parent_based(node, key, into) {
    const at = branches(node, key, into, [
      'root',
      'remote_parent_sampled',
      'remote_parent_not_sampled',
      'local_parent_sampled',
      'local_parent_not_sampled',
    ]);
    return {
      kind: 'parent_based',
      root: at.root ?? { kind: 'always_on' },
      remoteSampled: at.remote_parent_sampled,
      remoteNotSampled: at.remote_parent_not_sampled,
      localSampled: at.local_parent_sampled,
      localNotSampled: at.local_parent_not_sampled,
    } as SamplerTree;
  },
  always_record(node, key, into) {
    const { root } = branches(node, key, into, ['root']);
    return root === undefined ? report(into, key, node, 'has no root') : { kind: 'always_record', root };
  },
  'composite/development'(node, key, into) {
    const of = composableOf(node, key, into);
    return of && { kind: 'composite', of };
  },
  'jaeger_remote/development'(node, key, into) {
    const initial = child(node, 'initial_sampler');
    reportAt(into, key, node.place, 'is not supported', 'its initial_sampler');
    return initial && treeOf(initial, `${key}.initial_sampler`, into);
  },
};

function composableOf(node: FileNode, key: string, into: Into): Composable | undefined {
  return chosen(COMPOSABLES, node, key, into);
}

const COMPOSABLES: Readers<Composable> = {
  always_on: () => ({ kind: 'always_on' }),
  always_off: () => ({ kind: 'always_off' }),
  probability: (node, key, into) => ({ kind: 'probability', ratio: ratioOf(node, key, into) }),
  parent_threshold(node, key, into) {
    const root = child(node, 'root');
    const of = root && composableOf(root, `${key}.root`, into);
    return of && { kind: 'parent_threshold', root: of };
  },
  rule_based(node, key, into) {
    const rules: SamplingRule[] = [];
    const part = own((given, path) => {
      if (given.kind !== 'list') return report(into, path, given, 'is no list');
      for (const [index, item] of given.items.entries()) {
        const rule = ruleOf(item, `${path}[${index}]`, into);
        if (rule !== undefined) rules.push(rule);
      }
    });
    map({ rules: part }).read(node, key, into);
    return { kind: 'rule_based', rules };
  },
};

/** Rule; undefined, after a report, for one that could match more than its author meant. */
function ruleOf(node: FileNode, key: string, into: Into): SamplingRule | undefined {
  const before = into.found.problems.length;
  const rule: { -readonly [Key in keyof SamplingRule]?: SamplingRule[Key] } = {};
  const parts: Record<string, Part> = {
    attribute_values: own((given, path) => {
      const name = textIn(child(given, 'key'), `${path}.key`, into);
      const values = child(given, 'values');
      if (name === undefined || values === undefined)
        return report(into, path, given, 'needs a key and values');
      rule.values = { key: name, values: textsOf(values, `${path}.values`, into) };
    }),
    attribute_patterns: own((given, path) => {
      const name = textIn(child(given, 'key'), `${path}.key`, into);
      if (name === undefined || given.kind !== 'map') return report(into, path, given, 'needs a key');
      const entries = given.entries.filter(entry => entry.key !== 'key');
      rule.patterns = { key: name, ...selectionOf({ ...given, entries }, path, into) };
    }),
    span_kinds: own((given, path) => {
      rule.spanKinds = wordsOf(given, path, into, ['internal', 'server', 'client', 'producer', 'consumer']);
    }),
    parent: own((given, path) => {
      rule.parents = wordsOf(given, path, into, ['none', 'remote', 'local']);
    }),
    sampler: own((given, path) => {
      const of = composableOf(given, path, into);
      if (of !== undefined) rule.sampler = of;
    }),
  };
  map(parts).read(node, key, into);
  if (rule.sampler === undefined || into.found.problems.length > before) {
    if (into.found.problems.length === before) report(into, key, node, 'has no sampler');
    return undefined;
  }
  return rule as SamplingRule;
}

function wordsOf(node: FileNode, key: string, into: Into, words: readonly string[]): string[] {
  const given = textsOf(node, key, into);
  for (const word of given) {
    if (!words.includes(word))
      reportAt(into, key, node.place, `has "${word}", which is not one of ${words.join(', ')}`);
  }
  return given;
}

/** Ratio of a sampler; 1 where none is given. */
function ratioOf(node: FileNode, key: string, into: Into): number {
  let ratio = 1;
  const part = own((given, path) => {
    ratio = numberOf(given, path, into, { max: 1, isWhole: false }) ?? 1;
  });
  map({ ratio: part }).read(node, key, into);
  return ratio;
}

/** Samplers below a sampler, by their keys. */
function branches(
  node: FileNode,
  key: string,
  into: Into,
  names: readonly string[],
): Record<string, SamplerTree> {
  const found: Record<string, SamplerTree> = {};
  const branch = (name: string) =>
    own((given, path) => {
      const tree = isNull(given) ? undefined : treeOf(given, path, into);
      if (tree !== undefined) found[name] = tree;
    });
  map(Object.fromEntries(names.map(name => [name, branch(name)]))).read(node, key, into);
  return found;
}

function chosen<Tree>(readers: Readers<Tree>, node: FileNode, key: string, into: Into): Tree | undefined {
  const names = Object.keys(readers);
  const [first, second] = node.kind === 'map' ? node.entries : ([] as readonly Entry[]);
  if (first === undefined) return report(into, key, node, `names none of ${names.join(', ')}`, 'the default');
  if (second !== undefined)
    reportAt(into, `${key}.${second.key}`, second.place, `stands beside ${first.key}, where one is allowed`);
  const path = `${key}.${first.key}`;
  if (Object.hasOwn(readers, first.key)) return readers[first.key]!(first.node, path, into);
  const near = didYouMean(first.key, names);
  return reportAt(into, path, first.place, `is not one of ${names.join(', ')}${near}`, 'the default');
}
