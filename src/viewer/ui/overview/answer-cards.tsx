import type { Answers } from '../../receiver/analyse/answers';
import { formatDuration } from '../format/duration';
import { formatMany, formatShare } from '../format/number';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { hrefOf, place } from '../state/place';

/** Slow requests that take less than this much longer than typical ones are nothing to look into. */
const NOTABLE = 1.5;

/** The two questions of every incident, answered before they are asked. */
export function AnswerCards({ answers }: { readonly answers: Answers | undefined }) {
  return (
    <div class="answers">
      <section aria-labelledby="slow-title" class="card answer" data-answer="slow">
        <h2 id="slow-title">
          <Icon name="clock" /> What is slow?
        </h2>
        {answers && <Slow slowest={answers.slowest} tooFew={answers.tooFew} />}
      </section>
      <section aria-labelledby="errors-title" class="card answer" data-answer="errors">
        <h2 id="errors-title">
          <Icon name="alert" /> Where do errors come from?
        </h2>
        {answers && <Failing failures={answers.failures} />}
      </section>
    </div>
  );
}

function Slow({ slowest, tooFew }: Pick<Answers, 'slowest' | 'tooFew'>) {
  if (tooFew !== undefined)
    return (
      <p class="calm">
        Too few requests to tell: {tooFew.requests} of an operation so far, {tooFew.needed} are needed.
      </p>
    );
  if (slowest === undefined || slowest.slow.meanNs < slowest.typical.meanNs * NOTABLE)
    return <p class="calm">No operation has requests that are much slower than its others.</p>;
  const { service, name, cause, slow, typical } = slowest;
  const step = cause.path.at(-1)!;
  return (
    <>
      <p class="finding">
        <strong>{formatShare(cause.share)}</strong> of the extra time is{' '}
        <strong class="cause">{step.label}</strong> <ServiceTag name={step.service} />
      </p>
      <p class="context">
        Slow requests of <b>{name}</b> <ServiceTag name={service} /> take {formatDuration(slow.meanNs)},
        typical ones {formatDuration(typical.meanNs)}.
      </p>
      <p class="links">
        <a href={hrefOf('/compare', { service, operation: name, last: lastChosen() })}>Slow versus typical</a>
        <a href={hrefOf('/traces', { service, operation: name, order: 'duration', last: lastChosen() })}>
          Slowest traces
        </a>
      </p>
    </>
  );
}

function Failing({ failures }: { readonly failures: Answers['failures'] }) {
  if (failures === undefined) return <p class="calm">Nothing has failed.</p>;
  const { traces, groups, largest } = failures;
  const edge = largest.reached[0];
  const [example] = largest.examples;
  return (
    <>
      <p class="finding">
        <strong>{formatMany(largest.count, 'failure')}</strong> {largest.count === 1 ? 'begins' : 'begin'} in{' '}
        <strong class="cause">{largest.operation}</strong> <ServiceTag name={largest.service} />
      </p>
      <p class="context">
        <code title={largest.doing}>{largest.message || largest.type}</code>
        {edge && (
          <>
            {' '}
            seen as <b>{edge.operation}</b> <ServiceTag name={edge.service} />
          </>
        )}
      </p>
      <p class="links">
        <a href={hrefOf('/errors', { last: lastChosen() })}>
          {groups === 1 ? 'The root cause' : `All ${groups} root causes`} of{' '}
          {formatMany(traces, 'failed trace')}
        </a>
        {example && (
          <a href={hrefOf(`/trace/${example.traceId}`, { span: example.spanId })}>Newest example</a>
        )}
      </p>
    </>
  );
}

function lastChosen(): string | undefined {
  return place.value.parameters.get('last') ?? undefined;
}
