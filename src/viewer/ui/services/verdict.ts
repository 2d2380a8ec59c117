import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatMany } from '../format/number';

/** Judgement on a service, in a few words, with the tone that it is shown in. */
export interface Verdict {
  readonly tone: 'good' | 'warn' | 'bad' | 'unknown';
  readonly text: string;
}

/** Judges by the most serious of all that is known: losses, failing exports, missing spans, libraries that are not traced. */
export function verdictOn({ health, spans, libraries }: ServiceState): Verdict {
  const dropped = (health?.signals ?? [])
    .flatMap(signal => signal.dropped)
    .reduce((sum, { items }) => sum + items, 0);
  if (dropped > 0) return { tone: 'bad', text: `${formatMany(dropped, 'item')} lost` };
  if (spans.count === 0) return { tone: 'warn', text: 'no spans arrive' };
  const failed = (health?.exports ?? []).reduce((sum, each) => sum + each.failed, 0);
  if (failed > 0) return { tone: 'warn', text: `${formatMany(failed, 'export')} failed` };
  const untraced = (libraries ?? []).filter(({ reason }) => reason !== '').length;
  if (untraced > 0)
    return { tone: 'warn', text: `${formatMany(untraced, 'library', 'libraries')} not traced` };
  return health === undefined
    ? { tone: 'unknown', text: 'tells nothing of its exports' }
    : { tone: 'good', text: 'nothing is lost' };
}
