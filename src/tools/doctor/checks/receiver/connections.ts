import { portHint } from '../../../../agent/export/transports/port-hint';
import type { Check, Finding } from '../../check';
import { fail, ok } from '../../check';
import { hasFailed, type Receiver } from '../../receivers/receiver';

/** Does something listen there? */
export const connections: Check = {
  name: 'connection',
  needs: 'network',
  run: async ({ receivers }) => (await Promise.all(receivers.map(look))).flat(),
};

async function look(receiver: Receiver): Promise<Finding[]> {
  if (hasFailed(await receiver.resolve())) return [];
  const { name, destination } = receiver;
  const { proxy } = destination;
  const step = await receiver.connect();
  const way = proxy === undefined ? '' : `to the proxy at ${proxy.url} `;
  if (!hasFailed(step)) return [ok(`connected ${way}in ${Math.ceil(step.value)} ms`, name)];
  const isLocal = /^(localhost|127\.|::1)/.test(destination.host);
  return [
    fail({
      about: name,
      seen: `no connection ${way}(${messageOf(step.error)})${portHint(destination)}`,
      why: isLocal
        ? 'nothing listens there; in a container, localhost is the container itself'
        : 'a receiver that is down, another port, or a firewall on the way',
      mend:
        proxy === undefined
          ? 'start a receiver there (otel-agent view is one), or set OTEL_EXPORTER_OTLP_ENDPOINT'
          : `correct ${proxy.from}, or set OTEL_AGENT_PROXY=off`,
    }),
  ];
}

function messageOf(error: Error & { readonly errors?: readonly Error[] }): string {
  return error.message || (error.errors ?? []).map(({ message }) => message).join(', ') || error.name;
}
