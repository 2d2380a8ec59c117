import { isIP } from 'node:net';
import type { Check, Finding } from '../../check';
import { fail, ok } from '../../check';
import { hasFailed, type Receiver } from '../../receivers/receiver';

/** Do the names of receivers and proxies lead to addresses? */
export const names: Check = {
  name: 'name resolution',
  needs: 'network',
  run: ({ receivers }) => Promise.all(receivers.map(look)),
};

async function look(receiver: Receiver): Promise<Finding> {
  const { name, destination } = receiver;
  const { proxy, socketPath } = destination;
  const host = proxy?.host ?? destination.host;
  if (socketPath !== undefined) return ok('a Unix socket, which needs no name', name);
  if (isIP(host) !== 0) return ok(`${host} is an address`, name);
  const step = await receiver.resolve();
  if (!hasFailed(step))
    return ok(`${host} is ${[...new Set(step.value.map(({ address }) => address))].join(', ')}`, name);
  return fail({
    about: name,
    seen: `${proxy === undefined ? '' : 'the proxy '}${host} is not known (${step.error.code ?? step.error.message})`,
    why: 'nothing can be sent to a host without an address',
    mend: `correct the name in ${proxy?.from ?? 'OTEL_EXPORTER_OTLP_ENDPOINT'}, or ask the DNS of this network: getent hosts ${host}`,
  });
}
