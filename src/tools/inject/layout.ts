import { isSeq, type YAMLMap } from 'yaml';
import type { PodTemplate } from './pod-templates';
import { type Layout, pairOf } from './text/collections';
import { stepOf } from './text/flow-edits';
import { columnOf, isFlow, startOf } from './text/lines';

/** Finds the layout of a document from its lists of containers. */
export function layoutOf(text: string, root: YAMLMap, pods: readonly PodTemplate[]): Layout {
  return {
    indentSeq: pods.some(({ spec }) => hasIndentedDashes(text, spec)),
    step: isFlow(root) ? stepOf(text, root, undefined) : undefined,
  };
}

function hasIndentedDashes(text: string, spec: YAMLMap): boolean {
  const pair = pairOf(spec, 'containers');
  if (pair === undefined || !isSeq(pair.value) || isFlow(pair.value)) return false;
  return columnOf(text, startOf(pair.value)) > columnOf(text, startOf(pair.key));
}
