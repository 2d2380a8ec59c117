import fc from 'fast-check';
import { clientFrame, FrameReader, type Incoming, Opcode } from '../../../src/agent/remote/frames';

/** A server's frame: as a client's, without the mask. */
function serverFrame(opcode: number, payload: Buffer, isFinal = true): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = (isFinal ? 0x80 : 0) | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

function read(bytes: Buffer, cuts: readonly number[] = [], maxBytes = 1_000_000): Incoming[] {
  const reader = new FrameReader(maxBytes);
  const found: Incoming[] = [];
  let at = 0;
  for (const cut of [
    ...cuts.map(share => Math.floor(share * bytes.length)).sort((a, b) => a - b),
    bytes.length,
  ]) {
    found.push(...reader.read(bytes.subarray(at, cut)));
    at = cut;
  }
  return found;
}

test('messages arrive whole, however they are cut into frames and packets', () => {
  const lengths = fc.array(fc.constantFrom(0, 1, 125, 126, 300, 65_535, 65_536), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      lengths,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
      (each, cuts) => {
        const frames = each.map((length, index) => Buffer.alloc(length, index + 1));
        const bytes = frames.map((part, index) =>
          Buffer.concat([
            serverFrame(index === 0 ? Opcode.binary : Opcode.continuation, part, index === frames.length - 1),
            // A ping may come between the parts of a message.
            ...(index < frames.length - 1 ? [serverFrame(Opcode.ping, Buffer.from('p'))] : []),
          ]),
        );
        const found = read(Buffer.concat(bytes), cuts);
        expect(found.filter(({ opcode }) => opcode === Opcode.ping)).toHaveLength(frames.length - 1);
        const whole = found.filter(({ opcode }) => opcode === Opcode.binary);
        expect(whole.map(({ payload }) => payload.equals(Buffer.concat(frames)))).toEqual([true]);
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['a message that is too large', serverFrame(Opcode.binary, Buffer.alloc(2000)).subarray(0, 10)],
  [
    'a message that grows too large',
    Buffer.concat([
      serverFrame(Opcode.binary, Buffer.alloc(900), false),
      serverFrame(Opcode.continuation, Buffer.alloc(900)),
    ]),
  ],
  ['a length of 2^63', Buffer.concat([Buffer.from([0x82, 127]), Buffer.from('8000000000000000', 'hex')])],
  ['a masked frame', clientFrame(Opcode.binary, Buffer.from('a'))],
  ['an extension', Buffer.from([0xc2, 0])],
  ['a large ping', serverFrame(Opcode.ping, Buffer.alloc(200))],
  ['a continuation of nothing', serverFrame(Opcode.continuation, Buffer.from('a'))],
  [
    'a message within a message',
    Buffer.concat([
      serverFrame(Opcode.binary, Buffer.from('a'), false),
      serverFrame(Opcode.binary, Buffer.from('b')),
    ]),
  ],
  [
    'empty parts without end',
    Buffer.concat([
      serverFrame(Opcode.binary, Buffer.from('a'), false),
      ...Array.from({ length: 10_002 }, () => serverFrame(Opcode.continuation, Buffer.alloc(0), false)),
    ]),
  ],
])('refuses %s', (_what, bytes) => {
  expect(() => read(bytes, [], 1000)).toThrow(/^the server (sent|broke) /);
});
