import { hrefWith } from '../state/place';

const EXAMPLES = [
  ['http.route = /checkout and duration > 500ms', 'a span with both'],
  ['status = error or http.response.status_code >= 500', 'either'],
  ['not db.system.name exists', 'without this attribute'],
  ['db.query.text ~ staging', 'contains the text'],
  ['service = checkout and trace.spans > 40', 'in a large trace'],
  ['"card refused"', 'the text anywhere in a span'],
] as const;

/** Examples of queries. */
export function QueryExamples() {
  return (
    <ul class="examples">
      {EXAMPLES.map(([query, meaning]) => (
        <li key={query}>
          <a href={hrefWith({ q: query })}>
            <code>{query}</code>
          </a>{' '}
          {meaning}
        </li>
      ))}
    </ul>
  );
}
