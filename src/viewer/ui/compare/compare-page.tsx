import type {
  OperationComparison,
  TooFewRequests,
} from '../../receiver/analyse/operations/compare-operation';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatDuration, formatExtra } from '../format/duration';
import { formatMany, formatShare } from '../format/number';
import { ErrorMessage, Loading, Message } from '../parts/message';
import { ServiceTag } from '../parts/service-tag';
import { ProfileButton } from '../profile/order-profile';
import { changes } from '../state/live';
import { change, hrefOf, place } from '../state/place';
import { timeParameters } from '../state/time-choice';
import { useTitle } from '../state/title';
import { ComparedParts } from './compared-parts';

/** Compares an operation's slow requests with its typical ones, step by step. */
export function ComparePage() {
  useTitle('Slow requests');
  const { parameters } = place.value;
  const time = timeParameters();
  const operations = useAnswer(ask.overview({ ...time, buckets: 1 }), changes.value);
  const answers = useAnswer(ask.answers(time), changes.value);
  const slowest = answers.value?.slowest;
  const service = parameters.get('service') ?? slowest?.service;
  const operation = parameters.get('operation') ?? slowest?.name;
  const isChosen = service !== undefined && operation !== undefined;
  const comparison = useAnswer(
    isChosen ? ask.compare({ ...time, service, operation }) : undefined,
    changes.value,
  );
  const known = operations.value?.operations ?? [];
  return (
    <div class="page compare">
      <div class="card-head">
        <h1>Slow versus typical</h1>
        {isChosen && (
          <select
            aria-label="Operation"
            value={JSON.stringify([service, operation])}
            onChange={event => {
              const [chosenService, chosenOperation] = JSON.parse(event.currentTarget.value);
              change({ service: chosenService, operation: chosenOperation });
            }}
          >
            {choicesOf(known, service, operation).map(choice => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        )}
      </div>
      {comparison.value && isChosen ? (
        'parts' in comparison.value ? (
          <ComparisonView comparison={comparison.value} service={service} operation={operation} />
        ) : (
          <TooFew {...comparison.value} service={service} operation={operation} />
        )
      ) : comparison.error?.status === 404 || (answers.value && !isChosen) ? (
        <Message title="No operation stands out">
          <p>Choose one on the overview, or let more requests come in.</p>
          <p>
            <a href="/">Go to the overview</a>
          </p>
        </Message>
      ) : comparison.error ? (
        <ErrorMessage error={comparison.error} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

function TooFew({
  requests,
  needed,
  slowest,
  service,
  operation,
}: TooFewRequests & { readonly service: string; readonly operation: string }) {
  return (
    <Message title="Too few requests to compare">
      <p>
        {formatMany(requests, 'request')} of this operation in the chosen time; {needed} are needed to tell
        slow ones from typical ones.
      </p>
      <p>
        <a href={linkTo(slowest)}>Open the slowest request</a>
      </p>
      <p>
        <ProfileButton service={service} operation={operation} />
      </p>
    </Message>
  );
}

function choicesOf(
  known: readonly { readonly service: string; readonly name: string; readonly p95Ns: number }[],
  service: string,
  operation: string,
): { value: string; label: string }[] {
  const choices = [...known]
    .sort((a, b) => b.p95Ns - a.p95Ns)
    .map(({ service: at, name, p95Ns }) => ({
      value: JSON.stringify([at, name]),
      label: `${name} · ${at} · p95 ${formatDuration(p95Ns)}`,
    }));
  const value = JSON.stringify([service, operation]);
  if (choices.some(choice => choice.value === value)) return choices;
  return [{ value, label: `${operation} · ${service}` }, ...choices];
}

function ComparisonView({
  comparison,
  service,
  operation,
}: {
  readonly comparison: OperationComparison;
  readonly service: string;
  readonly operation: string;
}) {
  const { slow, typical, parts, examples } = comparison;
  const [first] = parts;
  const last = place.value.parameters.get('last') ?? undefined;
  return (
    <>
      <section class="card verdict-card">
        {first && first.share > 0 ? (
          <p class="finding" data-cause>
            <strong>{formatShare(first.share)}</strong> of the extra time is{' '}
            <strong class="cause">{first.path.at(-1)!.label}</strong>{' '}
            <ServiceTag name={first.path.at(-1)!.service} />
          </p>
        ) : (
          <p class="finding">Slow requests take no longer than typical ones.</p>
        )}
        <dl class="timing">
          <div>
            <dt>Slow requests</dt>
            <dd>
              {formatDuration(slow.meanNs)} <small>mean of the slowest {slow.count}</small>
            </dd>
          </div>
          <div>
            <dt>Typical requests</dt>
            <dd>
              {formatDuration(typical.meanNs)} <small>mean of {typical.count} about the median</small>
            </dd>
          </div>
          <div>
            <dt>Extra</dt>
            <dd>{formatExtra(slow.meanNs - typical.meanNs)}</dd>
          </div>
        </dl>
        <p class="links">
          {examples.slow[0] && <a href={linkTo(examples.slow[0])}>Open the slowest request</a>}
          {examples.typical[0] && <a href={linkTo(examples.typical[0])}>Open a typical request</a>}
          <a href={hrefOf('/traces', { service, operation, order: 'duration', last })}>All its traces</a>
        </p>
        <p>
          <ProfileButton service={service} operation={operation} />
        </p>
      </section>
      <ComparedParts parts={parts} />
    </>
  );
}

function linkTo({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return hrefOf(`/trace/${traceId}`, { span: spanId });
}
