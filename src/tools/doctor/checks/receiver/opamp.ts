import { serverOf } from '../../../../agent/remote/server-of';
import { tryServer } from '../../../../agent/remote/try-server';
import { proxyFor } from '../../../../shared/config/derived/proxies';
import type { Check } from '../../check';
import { fail, ok } from '../../check';

/** Does the OpAMP server answer? No agent appears in its list for it. */
export const opamp: Check = {
  name: 'OpAMP',
  needs: 'network',
  async run({ config, env }) {
    if (config.get('OTEL_AGENT_OPAMP_ENDPOINT') === undefined) return [];
    const server = serverOf(config.get, way => proxyFor(config, env, way));
    const { url, isWebSocket } = server;
    const reason = await tryServer(server);
    if (reason === undefined) return ok(isWebSocket ? 'a WebSocket opens' : 'a message was answered', url);
    return fail({
      about: url,
      seen: reason,
      why: 'the server neither sees the service nor changes its settings; telemetry goes on',
      mend: mendFor(reason),
    });
  },
};

function mendFor(reason: string): string {
  if (/^it answers 40[13]/.test(reason))
    return 'set OTEL_AGENT_OPAMP_HEADERS, as in authorization=Bearer%20TOKEN';
  if (/^it answers 40[45]|not that of a WebSocket/.test(reason))
    return 'correct the path in OTEL_AGENT_OPAMP_ENDPOINT: most servers have /v1/opamp';
  return reason.includes('the proxy at ')
    ? 'correct the proxy, or add the server to NO_PROXY'
    : 'start the server, or correct OTEL_AGENT_OPAMP_ENDPOINT';
}
