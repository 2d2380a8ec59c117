import { SpanKind } from '@opentelemetry/api';
import { ignoreRequests } from '../../../../agent/sampling/ignore';
import type { Check, Finding } from '../../check';
import { fail, ok } from '../../check';

/** Do the rules for ignored requests leave any over? */
export const ignoreRules: Check = {
  name: 'ignore rules',
  needs: 'app',
  run({ config: { get } }) {
    const paths = get('OTEL_AGENT_IGNORE_PATHS');
    const outgoing = get('OTEL_AGENT_IGNORE_OUTGOING');
    if (paths.length + outgoing.length === 0) return ok('no request is ignored');
    const ignore = ignoreRequests(paths, outgoing)!;
    const all: Finding[] = [];
    if (PATHS.every(path => ignore(SpanKind.SERVER, { 'url.path': path })))
      all.push(everything('OTEL_AGENT_IGNORE_PATHS', paths, 'incoming'));
    if (
      PATHS.every(path =>
        HOSTS.every(host => ignore(SpanKind.CLIENT, { 'url.full': `https://${host}${path}` })),
      )
    )
      all.push(everything('OTEL_AGENT_IGNORE_OUTGOING', outgoing, 'outgoing'));
    return all.length > 0 ? all : ok(`ignored: ${[...paths, ...outgoing].join(', ')}`);
  },
};

/** Paths and hosts that only rules for everything have in common. */
const PATHS = ['/', '/a', '/orders/42', '/api/v1/users', '/x.html'];
const HOSTS = ['example.com', '10.0.0.1:8080', 'billing'];

function everything(about: string, globs: readonly string[], direction: string): Finding {
  return fail({
    about,
    seen: `${globs.join(',')} matches every ${direction} request`,
    why: 'ignored requests, and all below them, make no spans',
    mend: `narrow ${about}, as in /healthz,/static/**`,
  });
}
