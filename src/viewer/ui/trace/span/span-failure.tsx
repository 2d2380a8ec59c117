import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';
import type { SpanEvent } from '../../../receiver/trace';
import { Icon } from '../../parts/icon';
import { Stack } from '../../parts/stack';

/** Failure of a span: exception, status and error type. */
export function SpanFailure({
  span,
  exceptions,
}: {
  readonly span: PageSpan;
  readonly exceptions: readonly SpanEvent[];
}) {
  const isSaid = exceptions.some(each => each.attributes['exception.message'] === span.statusMessage);
  return (
    <section class="failure">
      <h3>
        <Icon name="alert" /> {span.status === 'error' ? 'Failed' : 'Exception'}
      </h3>
      {span.statusMessage !== '' && !isSaid && <p>{span.statusMessage}</p>}
      {span.statusMessage === '' && exceptions.length === 0 && <p>{reasonOf(span)}</p>}
      {exceptions.map(({ attributes }, at) => {
        const text = (name: string) => String(attributes[`exception.${name}`] ?? '');
        const stack = text('stacktrace');
        return (
          <div key={at}>
            <p>
              <b>{text('type') || 'Exception'}</b> {text('message')}
            </p>
            {stack !== '' && <Stack text={stack} />}
          </div>
        );
      })}
    </section>
  );
}

/** A span that failed without a word has at most a type. */
function reasonOf({ attributes }: PageSpan): string {
  const status = attributes['http.response.status_code'];
  if (status !== undefined) return `The answer had the status ${status}.`;
  return String(attributes['error.type'] ?? 'Its sender gave no reason.');
}
