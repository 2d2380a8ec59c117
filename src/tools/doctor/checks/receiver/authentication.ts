import type { Check, Finding } from '../../check';
import { fail, ok } from '../../check';
import { meaningOf } from '../../receivers/judge-reply';
import { isReached, type Receiver } from '../../receivers/receiver';

/** Does the receiver take the agent's credentials? */
export const authentication: Check = {
  name: 'authentication',
  needs: 'network',
  run: async ({ receivers }) => (await Promise.all(receivers.map(look))).flat(),
};

async function look(receiver: Receiver): Promise<Finding[]> {
  if (!(await isReached(receiver))) return [];
  const { name, destination, signals } = receiver;
  const { result } = await receiver.export(signals[0]!);
  const meaning = meaningOf(result);
  const headers = Object.keys(destination.headers);
  const given = headers.length === 0 ? 'no headers are set' : `headers set: ${headers.join(', ')}`;
  if (meaning === 'taken') return [ok(`not refused; ${given}`, name)];
  if (meaning !== 'authentication') return [];
  return [
    fail({
      about: name,
      seen: `${'reason' in result ? result.reason : ''}; ${given}`,
      why: 'the receiver takes nothing without credentials that it knows',
      mend: 'set OTEL_EXPORTER_OTLP_HEADERS, as in authorization=Bearer%20TOKEN; blanks and commas of a value are percent-encoded',
    }),
  ];
}
