/** Turns a query, without its `?`, into `url.query`: parameters in the form of `URLSearchParams`, secret ones hidden. */
export type QueryRedaction = (query: string) => string;

/** Redacts the parameters of these names. Most queries need nothing done, which one or two expressions tell. */
export function redactQuery(names: readonly string[]): QueryRedaction {
  const secret = names.length === 0 ? undefined : new RegExp(`(?:^|&)(?:${names.map(escaped).join('|')})=`);
  return query => {
    if (SETTLED.test(query) && secret?.test(query) !== true) return query;
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
const SETTLED = /^[\w*.+-]*=[\w*.+-]*(?:&[\w*.+-]*=[\w*.+-]*)*$/;

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
