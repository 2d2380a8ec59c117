import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { quoted } from './compose-query';
import { JOINS, OPERATORS, type Suggesting } from './suggest';

const MAX_SHOWN = 12;

const WORDS: { readonly [field: string]: readonly string[] } = {
  status: ['error', 'ok', 'unset'],
  kind: ['server', 'client', 'internal', 'producer', 'consumer'],
  root: ['true', 'false'],
  duration: ['100ms', '500ms', '1s'],
  'trace.duration': ['100ms', '500ms', '1s'],
};

/** Suggests continuations of a query from the receiver's data. */
export function useSuggestions(suggesting: Suggesting | undefined): readonly string[] {
  const fields = useAnswer(suggesting?.kind === 'field' ? ask.fields() : undefined);
  const field = suggesting?.kind === 'value' ? suggesting.field : undefined;
  const services = useAnswer(field === 'service' ? ask.services() : undefined);
  const names = useAnswer(field === 'name' || field === 'operation' ? ask.operations(undefined) : undefined);
  const values = useAnswer(field !== undefined && isAttribute(field) ? ask.values(field) : undefined);
  if (suggesting === undefined) return [];
  const { kind, word } = suggesting;
  if (kind === 'operator') return matching(OPERATORS, word);
  if (kind === 'join') return matching(JOINS, word);
  if (kind === 'field')
    return matching([...(fields.value?.fields ?? []), ...(fields.value?.attributes ?? [])], word);
  const known =
    WORDS[suggesting.field] ??
    services.value?.data ??
    names.value?.data.map(({ name }) => name) ??
    values.value?.values ??
    [];
  return matching(known, word).map(value => (/^[^\s()=<>~!"']+$/.test(value) ? value : quoted(value)));
}

function isAttribute(field: string): boolean {
  return !Object.hasOwn(WORDS, field) && !['service', 'name', 'operation', 'trace', 'span'].includes(field);
}

/** Suggestions that begin with the word, then suggestions that contain it. */
function matching(known: readonly string[], word: string): string[] {
  const wanted = word.toLowerCase();
  const found = [...new Set(known)].filter(each => each.toLowerCase().includes(wanted) && each !== word);
  const begins = (text: string) => Number(!text.toLowerCase().startsWith(wanted));
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, MAX_SHOWN);
}
