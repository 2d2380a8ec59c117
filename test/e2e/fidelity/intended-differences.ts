import type { CollectedSpan } from '../../services/collector/collected';
import { without } from './without';

type Spans = readonly CollectedSpan[];

/** Where the agent's spans are meant to differ from upstream's, and why. `ours` and `upstream` undo the difference. */
export interface IntendedDifference {
  readonly what: string;
  readonly reason: string;
  readonly upstream?: (spans: Spans) => Spans;
  readonly ours?: (spans: Spans) => Spans;
}

/** All of them: what is not listed here has to be equal. */
export const INTENDED_DIFFERENCES: readonly IntendedDifference[] = [
  {
    what: 'no spans for sockets and name look-ups (net, dns)',
    reason: 'they repeat what the request above them says; OTEL_INSTRUMENTATION_NET_ENABLED=true has them',
    upstream: without(span => /-(net|dns)$/.test(span.scope.name)),
  },
  {
    what: 'no spans of the router inside Express',
    reason: 'upstream wraps each layer twice, once as Express and once as router',
    upstream: without(span => span.scope.name.endsWith('-router')),
  },
  {
    what: 'no middleware spans (Express, Koa)',
    reason:
      'a span for each layer is most of the noise and of the cost; OTEL_AGENT_MIDDLEWARE_SPANS=on has them',
    upstream: without(
      ({ attributes }) =>
        attributes['koa.type'] === 'middleware' ||
        attributes['express.type'] === 'middleware' ||
        attributes['express.type'] === 'router',
    ),
  },
  {
    what: 'statements without literals',
    reason: 'what is between the quotes is data of the users; OTEL_AGENT_DB_STATEMENT=raw has it',
    upstream: changed('db.query.text', (text, { attributes }) =>
      attributes['db.system.name'] === 'redis' ? redisText(text) : sqlText(text),
    ),
  },
  {
    what: 'Fastify: spans of its own, and the route on the entry span',
    reason: 'upstream no longer instruments it; @fastify/otel does',
    ours: spans =>
      without(span => span.scope.name === '@fastify/otel')(spans.map(withoutFastifyRoute(spans))),
  },
  {
    what: 'url.full of an IPv6 address has brackets, and the port',
    reason: 'upstream writes http://::1/path, which is no URL; test/instrument/lean/attributes.test.ts',
  },
];

function changed(key: string, change: (text: string, span: CollectedSpan) => string) {
  return (spans: Spans) =>
    spans.map(span => {
      const text = span.attributes[key];
      if (typeof text !== 'string') return span;
      return { ...span, attributes: { ...span.attributes, [key]: change(text, span) } };
    });
}

function sqlText(text: string): string {
  return text.startsWith('{') ? text : text.replace(/'[^']*'/g, '?').replace(/(?<![$\w])\d+\b/g, '?');
}

/** Upstream counts what it hides: `set key [1 other arguments]`. */
function redisText(text: string): string {
  const [, command = text, key = '', count = '0'] =
    /^(\S+)(?: (\S+))?(?: \[(\d+) other arguments\])?$/.exec(text) ?? [];
  return [command.toUpperCase(), key, ...Array.from({ length: Number(count) }, () => '?')]
    .filter(Boolean)
    .join(' ');
}

function withoutFastifyRoute(spans: Spans) {
  const entries = new Set(
    spans.filter(({ scope }) => scope.name === '@fastify/otel').map(span => span.parentSpanId),
  );
  return (span: CollectedSpan): CollectedSpan => {
    if (span.kind !== 'server' || !entries.has(span.spanId)) return span;
    const { 'http.route': _route, ...attributes } = span.attributes;
    return { ...span, attributes, name: String(attributes['http.request.method']) };
  };
}
