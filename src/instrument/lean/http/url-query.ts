/** Gives a query, with or without its `?`, in the form of `URLSearchParams`, which has none, secret parameters hidden. */
export type QueryRedaction = (query: string) => string;

/** Redacts the parameters of these names. Most queries need nothing done, which one or two expressions tell. */
export function redactQuery(names: readonly string[]): QueryRedaction {
  const secret =
    names.length === 0 ? undefined : new RegExp(`(?:^\\??|&)(?:${names.map(escaped).join('|')})=`);
  return query => {
    if (SETTLED.test(query) && secret?.test(query) !== true)
      return query.startsWith('?') ? query.slice(1) : query;
    const parameters = new URLSearchParams(query);
    for (const name of names) if (parameters.has(name)) parameters.set(name, 'REDACTED');
    return parameters.toString();
  };
}

/** The parameters that upstream hides: what signs a request to a cloud's storage. */
export const SECRET_PARAMETERS = [
  'sig',
  'Signature',
  'AWSAccessKeyId',
  'X-Goog-Signature',
  'X-Amz-Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
];

/** Pairs of characters that `URLSearchParams` gives back as they were. */
const SETTLED = /^\??[\w*.+-]*=[\w*.+-]*(?:&[\w*.+-]*=[\w*.+-]*)*$/;

/** As it stands in a query that is settled, where a space is a plus. */
function escaped(name: string): string {
  return name.replaceAll(' ', '+').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
