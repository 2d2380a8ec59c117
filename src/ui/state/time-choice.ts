import { place } from './place';

/** How far back a view looks: the choice by its parameter `last`, counted from the newest trace. */
export const TIME_CHOICES: readonly { readonly last: string; readonly label: string }[] = [
  { last: '60000', label: 'Last minute' },
  { last: '300000', label: 'Last 5 minutes' },
  { last: '', label: 'Last 15 minutes' },
  { last: '3600000', label: 'Last hour' },
  { last: 'all', label: 'All time' },
];

/** The parameters that ask for the chosen time. */
export function timeParameters(): { readonly [name: string]: string | undefined } {
  const { parameters } = place.value;
  const since = parameters.get('since') ?? undefined;
  const until = parameters.get('until') ?? undefined;
  if (since !== undefined || until !== undefined) return { since, until };
  const last = parameters.get('last') ?? '900000';
  return last === 'all' ? { since: '0' } : { last };
}
