import { ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import { followParts } from '../../../../src/agent/instrument/lean/other/aws-sdk/services/follow-parts';
import { carryingContext } from '../../../../src/agent/instrument/lean/other/aws-sdk/services/message-attributes';

/* Answers in which the agent differs from upstream, whose spans of such streams never end. */

describe('the span of a streamed answer', () => {
  test('ends with the last part', async () => {
    const { ends, stream, parts } = followed(['a', 'b']);
    for await (const _part of stream);
    expect(parts).toEqual(['a', 'b']);
    expect(ends).toEqual(['ended']);
  });

  test('ends when the app leaves the stream', async () => {
    const { ends, stream, parts } = followed(['a', 'b']);
    for await (const _part of stream) break;
    expect(parts).toEqual(['a']);
    expect(ends).toEqual(['ended']);
  });

  test("has the stream's error, which the app gets", async () => {
    const error = new Error('throttled');
    const { ends, stream } = followed(['a', error]);
    const read = async () => {
      for await (const _part of stream);
    };
    await expect(read()).rejects.toBe(error);
    expect(ends).toEqual([error]);
  });

  test('does not wait where an answer has no stream', () => {
    const { ends, isFollowed } = follow(undefined);
    expect(isFollowed).toBe(false);
    expect(ends).toEqual([]);
  });
});

test('a message is sent as it is where no propagator gives it a context', () => {
  expect(carryingContext({ MessageBody: 'tea' }, ROOT_CONTEXT)).toBeUndefined();
});

function followed(said: readonly unknown[]) {
  const stream = {
    async *[Symbol.asyncIterator]() {
      for (const part of said) {
        if (part instanceof Error) throw part;
        yield part;
      }
    },
  };
  return { stream, ...follow(stream) };
}

function follow(stream: unknown) {
  const ends: unknown[] = [];
  const parts: unknown[] = [];
  const answer = {
    request: { service: 'BedrockRuntime', command: 'ConverseStream', input: {} },
    span: { end() {} } as Span,
    output: {},
    requestId: undefined,
    elapsedMs: () => 0,
    end: () => ends.push('ended'),
    fail: (error: unknown) => ends.push(error),
  };
  const isFollowed = followParts(answer, stream, part => parts.push(part));
  return { ends, parts, isFollowed };
}
