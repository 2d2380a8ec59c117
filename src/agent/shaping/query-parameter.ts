import { attributeOf, type SpanItem } from '../export/span-item';
import { decoded } from './decoded';

/** Makes the reader of a query's parameter: its first value, from the attributes of a server's or a client's span. */
export function queryParameter(name: string): (span: SpanItem) => string | undefined {
  const keys = [...new Set([name, encodeURIComponent(name)])];
  return span => {
    const query = queryOf(span);
    if (query === undefined) return undefined;
    for (const key of keys) {
      const start = startOf(key, query);
      if (start === -1) continue;
      const end = query.indexOf('&', start);
      return decoded(query.slice(start, end === -1 ? undefined : end).replaceAll('+', ' '));
    }
    return undefined;
  };
}

/** Start of a key's value; -1 without it. */
function startOf(key: string, query: string): number {
  for (let at = query.indexOf(key); at !== -1; at = query.indexOf(key, at + 1)) {
    const isKey = at === 0 || query[at - 1] === '&' || (at === 1 && query[0] === '?');
    const end = at + key.length;
    if (isKey && (end === query.length || query[end] === '&')) return end;
    if (isKey && query[end] === '=') return end + 1;
  }
  return -1;
}

function queryOf(span: SpanItem): string | undefined {
  const query = attributeOf(span, 'url.query');
  if (typeof query === 'string') return query;
  const url = URLS.map(key => attributeOf(span, key)).find(value => typeof value === 'string');
  if (typeof url !== 'string') return undefined;
  const [mark, hash] = [url.indexOf('?'), url.indexOf('#')];
  return mark === -1 ? undefined : url.slice(mark + 1, hash === -1 ? undefined : hash);
}

const URLS = ['url.full', 'http.url', 'http.target'];
