import type { CollectedSpan } from '../../services/collector/collected';
import { TRUE_CLAIMS } from './true-claims';
import { without } from './without';

type Spans = readonly CollectedSpan[];

/** Intended difference of the agent's spans from upstream's, with the reason. `ours` and `upstream` undo the difference. */
export interface IntendedDifference {
  readonly what: string;
  readonly reason: string;
  readonly upstream?: (spans: Spans) => Spans;
  readonly ours?: (spans: Spans) => Spans;
}

/** Lists all intended differences: everything else has to be equal. */
export const INTENDED_DIFFERENCES: readonly IntendedDifference[] = [
  ...TRUE_CLAIMS,
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
    what: 'db.query.summary, and the collection in the text of a command of MongoDB',
    reason: 'statements that differ in their conditions alone can be told together',
    ours: spans =>
      spans.map(span => {
        const { 'db.query.summary': _summary, ...attributes } = span.attributes;
        return { ...span, attributes };
      }),
    upstream: changed('db.query.text', text => text.replace(/^\{"find":"\?"/, '{"find":"words"')),
  },
  {
    what: 'Fastify: spans of its own, and the route on the entry span',
    reason: 'upstream no longer instruments it; @fastify/otel does',
    ours: spans =>
      without(span => span.scope.name === '@fastify/otel')(spans.map(withoutFastifyRoute(spans))),
  },
  {
    what: 'spans of HTTP/2',
    reason: 'upstream has none for node:http2; OTEL_INSTRUMENTATION_HTTP2_ENABLED=false leaves them out',
    ours: without(span => span.scope.name === 'otel-agent/http2'),
  },
  {
    what: 'url.full of an IPv6 address has brackets, and the port',
    reason: 'upstream writes http://::1/path, which is no URL; test/agent/instrument/lean/attributes.test.ts',
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

/** Writes upstream's text as the agent does: upstream counts hidden arguments, `set key [1 other arguments]`. */
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
