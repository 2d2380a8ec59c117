import type { Check, Finding } from '../../check';
import { ok, warn } from '../../check';
import { isReached, type Receiver } from '../../receivers/receiver';

/** A date has whole seconds, and the reply takes its time. */
const TOLERATED_MS = 5000;

/** Do this machine's clock and the receiver's agree? */
export const clocks: Check = {
  name: 'clock',
  needs: 'network',
  run: async ({ receivers }) => (await Promise.all(receivers.map(look))).flat(),
};

async function look(receiver: Receiver): Promise<Finding[]> {
  if (!(await isReached(receiver))) return [];
  const { skewMs } = await receiver.export(receiver.signals[0]!);
  if (skewMs === undefined) return [ok('the reply has no date to compare', receiver.name)];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= TOLERATED_MS) return [ok('both clocks agree to the second or so', receiver.name)];
  return [
    warn({
      about: receiver.name,
      seen: `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the receiver's`,
      why: 'spans of several services are laid out by their times, and backends drop what is too old or in the future',
      mend: 'set the clock: chronyc makestep, timedatectl set-ntp true, or w32tm /resync',
    }),
  ];
}
