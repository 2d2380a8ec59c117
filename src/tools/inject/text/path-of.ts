import { type Document, isPair, isScalar, isSeq, visit } from 'yaml';

/** Path of a node or pair in its document: `spec.containers[0].env`; empty for the root. */
export function pathOf(document: Document, target: unknown): string {
  let path = '';
  visit(document, (_, node, ancestors) => {
    if (node !== target) return undefined;
    path = [...ancestors, node].map((step, index) => stepText(step, ancestors[index - 1])).join('');
    return visit.BREAK;
  });
  return path.replace(/^\./, '');
}

function stepText(step: unknown, parent: unknown): string {
  // A merge key is a symbol.
  if (isPair(step)) return `.${isScalar(step.key) ? (step.key.source ?? step.key.value) : step.key}`;
  return isSeq(parent) ? `[${parent.items.indexOf(step)}]` : '';
}
