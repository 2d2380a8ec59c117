import type { SendResult, Signal } from '../../../../agent/export/types';
import type { Check, Finding } from '../../check';
import { fail, ok, warn } from '../../check';
import { meaningOf } from '../../receivers/judge-reply';
import { isReached, type Receiver } from '../../receivers/receiver';
import type { Subject } from '../../view/subject';
import { isOfProxy } from './proxies';

/** Does each receiver take an empty export of each signal? */
export const emptyExports: Check = {
  name: 'export',
  needs: 'network',
  async run({ receivers, config }) {
    const replies = await Promise.all(receivers.map(look));
    return [...others(config), ...replies.flat()];
  },
};

/** Signals that go to stdout or nowhere. */
function others({ signals }: Subject['config']): Finding[] {
  const exporters = Object.values(signals).flatMap(signal => signal.exporters);
  if (exporters.length === 0)
    return [
      warn({
        seen: 'all exporters are none',
        why: 'nothing is sent',
        mend: 'set OTEL_TRACES_EXPORTER=otlp, or take it out of the environment',
      }),
    ];
  return Object.entries(signals).flatMap(([name, signal]) =>
    (signal.exporters as readonly string[])
      .filter(exporter => exporter !== 'otlp' && exporter !== 'zipkin')
      .map(exporter =>
        ok(exporter === 'prometheus' ? 'Prometheus fetches them' : `${exporter} writes to stdout`, name),
      ),
  );
}

async function look(receiver: Receiver): Promise<Finding[]> {
  if (!(await isReached(receiver))) return [];
  const rows = receiver.signals.map(async signal => {
    const { result, tookMs } = await receiver.export(signal);
    return judge(`${signal} to ${receiver.name}`, signal, result, tookMs);
  });
  return (await Promise.all(rows)).flat();
}

function judge(about: string, signal: Signal, result: SendResult, tookMs: number): Finding[] {
  // Told by the checks of these names.
  if (['protocol', 'authentication'].includes(meaningOf(result))) return [];
  if (result.kind === 'sent') return [ok(`an empty export was taken in ${Math.ceil(tookMs)} ms`, about)];
  const { reason } = result;
  if (isOfProxy(reason)) return [];
  const exporter = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  if (result.kind === 'unsupported')
    return [
      warn({
        about,
        seen: `${reason}: the receiver does not take ${signal}`,
        why: `${signal} are switched off at the first refusal`,
        mend: result.mend ?? `set ${exporter}=none, or add ${signal} to the receiver's pipelines`,
      }),
    ];
  if (result.kind === 'permanent' && /^(HTTP 400|INVALID_ARGUMENT)/.test(reason))
    return [
      warn({
        about,
        seen: reason,
        why: 'some receivers refuse an export without items; a real one may be taken',
        mend: `run the app with OTEL_LOG_LEVEL=debug: it says "first … accepted"`,
      }),
    ];
  return [
    fail({
      about,
      seen: reason,
      why: EXPLAINED[result.kind],
      mend: "look at the receiver's log, and at its limits and exporters",
    }),
  ];
}

const EXPLAINED = {
  retryable: 'the agent tries again, and keeps or drops what comes meanwhile',
  throttled: 'the receiver asks for a pause; the agent keeps to it, and its queue may overflow',
  tooLarge: 'the receiver refuses even an empty request for its size',
  permanent: 'the receiver would refuse each batch, and the agent drops it',
} as const;
