import type { CollectedSpan } from '../../services/collector/collected';
import type { IntendedDifference } from './intended-differences';

type Spans = readonly CollectedSpan[];

/** Claims of upstream that are false, which our own pieces do not make. test/cases/ holds what they say instead. */
export const TRUE_CLAIMS: readonly IntendedDifference[] = [
  {
    what: 'status 101 of a request that changes the protocol',
    reason: 'it is the answer, of which upstream says nothing on the client; test/e2e/own-web.test.ts',
    ours: spans => spans.map(span => (isChanged(span) ? withoutAnswer(span) : span)),
  },
  {
    what: 'no error of a request that the app itself breaks off',
    reason: 'whoever aborts a request gets what he asked for; test/cases/broken-off.test.ts',
    ...onBothSides(spans => spans.map(span => (isBrokenOff(span) ? withoutError(span) : span))),
  },
  {
    what: 'no status code where nothing of an answer was sent',
    reason: 'the client never saw the 200 that a response begins with; test/cases/unsent-status.test.ts',
    ...onBothSides(withoutUnseenStatus),
  },
  {
    what: 'user_agent.original of two headers is the first',
    reason: 'a server takes that one, and the two spans agree',
    ...onBothSides(spans =>
      spans.map(span => ({
        ...span,
        attributes: Object.fromEntries(
          Object.entries(span.attributes).map(([key, value]) => [
            key,
            isOneOfTwo(key, value) ? 'one or two' : value,
          ]),
        ),
      })),
    ),
  },
  {
    what: "Express: a route that matches anything is called by its pattern, not by '/'",
    reason: 'it is the route that answered; test/cases/express-routes.test.ts',
    ours: spans => spans.map(withRootForAnything),
  },
  {
    what: 'Express: routes of other letter case, rewritten URLs, `/?a=1`, 404 below a mounted router and the like',
    reason: 'the route that answered, none where none did; test/cases/express-routes.test.ts',
  },
];

const isChanged = ({ kind, scope, attributes }: CollectedSpan): boolean =>
  kind === 'client' &&
  scope.name === '@opentelemetry/instrumentation-http' &&
  attributes['http.response.status_code'] === 101;

/** Headers of the request are captured with the answer. */
function withoutAnswer(span: CollectedSpan): CollectedSpan {
  const ofAnswer = /^(http\.response|http\.request\.header|network)\./;
  const left = Object.entries(span.attributes).filter(([key]) => !ofAnswer.test(key));
  return { ...span, attributes: Object.fromEntries(left) };
}

function withRootForAnything(span: CollectedSpan): CollectedSpan {
  if (span.attributes['http.route'] !== '/{*rest}') return span;
  const attributes = { ...span.attributes, 'http.route': '/' };
  return {
    ...span,
    attributes,
    name: span.kind === 'server' ? span.name.replace('/{*rest}', '/') : span.name,
  };
}

function isOneOfTwo(key: string, value: unknown): boolean {
  return key.includes('user') && key.includes('agent') && /^(one|two)$/.test(String(value));
}

/** Undoes a difference on both sides, since some of it depends on which of two ends first. */
function onBothSides(undo: (spans: Spans) => Spans): Pick<IntendedDifference, 'ours' | 'upstream'> {
  return { ours: undo, upstream: undo };
}

/** The fixtures break off what hangs, at once, or in the middle of an answer. */
function isBrokenOff({ kind, attributes, events }: CollectedSpan): boolean {
  if (kind !== 'client') return false;
  const message = events[0]?.attributes['exception.message'];
  return (
    String(attributes['url.full']).endsWith('/hang') || /^(socket hang up|at once)$/.test(String(message))
  );
}

function withoutError(span: CollectedSpan): CollectedSpan {
  const { 'error.type': _type, ...attributes } = span.attributes;
  return { ...span, attributes, events: [], status: { ...span.status, code: 'unset', message: '' } };
}

/** Removes the status of servers whose clients got none, or that give none at these paths, and of the spans below. */
function withoutUnseenStatus(spans: Spans): Spans {
  const unanswered = new Set(
    spans
      .filter(
        ({ kind, attributes }) => kind === 'client' && attributes['http.response.status_code'] === undefined,
      )
      .map(({ spanId }) => spanId),
  );
  const isBelow = ({ parentSpanId, attributes }: CollectedSpan): boolean => {
    if (unanswered.has(parentSpanId) || /^\/(reset|closed|fails|hang)$/.test(String(attributes['url.path'])))
      return true;
    const above = spans.find(({ spanId }) => spanId === parentSpanId);
    return above !== undefined && isBelow(above);
  };
  return spans.map(span => {
    if (span.kind === 'client' || !isBelow(span)) return span;
    const { 'http.response.status_code': _status, ...attributes } = span.attributes;
    return { ...span, attributes };
  });
}
