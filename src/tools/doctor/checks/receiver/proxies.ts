import type { Check, Finding } from '../../check';
import { fail, ok } from '../../check';
import { hasFailed, type Receiver } from '../../receivers/receiver';

/** Does the proxy let the agent through? */
export const proxies: Check = {
  name: 'proxy',
  needs: 'network',
  async run({ receivers }) {
    const through = receivers.filter(({ destination }) => destination.proxy !== undefined);
    if (through.length === 0) return ok('no proxy is on the way');
    return (await Promise.all(through.map(look))).flat();
  },
};

async function look(receiver: Receiver): Promise<Finding[]> {
  if (hasFailed(await receiver.connect())) return [];
  const { url, from } = receiver.destination.proxy!;
  const refusal = await refusalOf(receiver);
  if (refusal === undefined) return [ok(`${url} (${from}) lets it through`, receiver.name)];
  return [
    fail({
      about: receiver.name,
      seen: refusal,
      why: 'all telemetry for this receiver goes through the proxy',
      mend: `correct ${from}, add ${receiver.destination.host} to NO_PROXY, or set OTEL_AGENT_PROXY=off`,
    }),
  ];
}

/** Reason why the proxy refuses: the tunnel's, or of the export itself where it goes without a tunnel. */
async function refusalOf(receiver: Receiver): Promise<string | undefined> {
  const tunnel = await receiver.tunnel();
  if (tunnel !== undefined) return hasFailed(tunnel) ? tunnel.error.message : undefined;
  const { result } = await receiver.export(receiver.signals[0]!);
  const reason = 'reason' in result ? result.reason : '';
  return isOfProxy(reason) ? reason : undefined;
}

/** True for reasons that name the proxy as their origin (src/agent/export/transports/proxy/). */
export function isOfProxy(reason: string): boolean {
  return reason.includes('the proxy at ');
}
