import { type CountingReceiver, startCountingReceiver } from '../ends/counting-receiver';
import { REPLIES } from '../ends/replies';
import { nameOfCell, runCell, runWay } from '../ends/run-cell';
import { PROTOCOLS, WAYS } from '../ends/ways';

/* A job whose end falls into its last export: the receiver has the batch, and its answer is still to come. */

const accepted = REPLIES.find(({ name }) => name === 'accepted')!;
const ways = WAYS.filter(({ name }) => ['process.exit', 'natural end', 'SIGTERM'].includes(name));

describe.each(PROTOCOLS)('B10: over %s', protocol => {
  let receiver: CountingReceiver;
  beforeAll(async () => {
    receiver = await startCountingReceiver({ protocol, reply: accepted, tls: undefined });
  });
  afterAll(() => receiver.close());

  test.each(ways)('$name: each span arrives once', async way => {
    const cell = { way, state: 'in-flight', reply: accepted, protocol } as const;
    const bare = await runWay(cell, {});
    const { faults, run } = await runCell(cell, { receiver, caFile: '' }, bare);
    expect({ cell: nameOfCell(cell), faults }).toEqual({ cell: nameOfCell(cell), faults: [] });
    expect([...receiver.takenFrom(run.id)].sort()).toEqual(['span 0', 'span 1', 'span 2']);
  });
});
