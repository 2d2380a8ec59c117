import type { Injected, PodOutcome } from './inject';

/** Describes the result: a line for each pod template and each remark. */
export function report(results: readonly Injected[], isUndo: boolean): string {
  const outcomes = results.flatMap(result => result.outcomes);
  const lines = outcomes.flatMap(outcome => [
    `${nameOf(outcome)}: ${whatWasDone(outcome, isUndo)}`,
    ...outcome.notes.map(note => `  note: ${note}`),
  ]);
  const changed = outcomes.filter(({ containers }) => containers.length > 0).length;
  const objects = results.reduce((sum, result) => sum + result.objects, 0);
  const others = objects - new Set(outcomes.map(({ pod }) => pod.template)).size;
  if (changed === 0) lines.push(isUndo ? 'nothing was injected here' : 'nothing was injected');
  else if (others > 0) lines.push(`${others} other ${others === 1 ? 'object is' : 'objects are'} as before`);
  return lines.map(line => `otel-agent inject: ${line}\n`).join('');
}

function nameOf({ pod: { kind, name, namespace } }: PodOutcome): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function whatWasDone({ containers }: PodOutcome, isUndo: boolean): string {
  if (containers.length === 0) return 'unchanged';
  return `agent ${isUndo ? 'taken from' : 'added to'} ${containers.join(', ')}`;
}
