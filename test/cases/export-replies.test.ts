import { decodeLogsRequest, decodeTraceRequest } from '../agent/export/decode-otlp';
import {
  type Reply,
  type ScriptedReceiver,
  scriptedGrpcReceiver,
  scriptedHttpReceiver,
} from '../agent/export/scripted-receivers';
import { type ProgramRun, runProgram } from '../agent/lifecycle/run-program';

/* Fate of spans that the receiver does not simply accept, while the process runs and as it ends. */

jest.setTimeout(60_000);

const PROTOCOLS = ['grpc', 'http/protobuf'] as const;

describe.each(PROTOCOLS)('%s', protocol => {
  let receiver: ScriptedReceiver;
  beforeAll(async () => {
    receiver = await (protocol === 'grpc' ? scriptedGrpcReceiver : scriptedHttpReceiver)(false, namesIn);
  });
  afterAll(() => receiver.close());
  const run = (options: RunOptions) => drive(receiver, protocol, options);

  test('B1: a receiver that has accepted a batch and then lacks the signal for a while loses nothing', async () => {
    const traced = await run({
      replies: ['accepts', 'does not have the signal'],
      async steps({ tell, arrived }) {
        tell('span a');
        await arrived('a');
        tell('span b');
        await arrived('b');
        tell('span c');
        await arrived('c');
        tell('exit');
      },
    });
    expect([...receiver.accepted]).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
    expect(traced.said).toEqual([
      expect.stringMatching(
        /cannot send traces to .*(UNIMPLEMENTED|HTTP 404 from .*); will try again; otel-agent doctor tells more$/,
      ),
      expect.stringMatching(/accepts traces again$/),
    ]);
  });

  test('B1: what is dropped while a signal is switched off is told, to the last span', async () => {
    const traced = await run({
      // The second batch may leave before the first one's reply is there.
      replies: Array(4).fill('does not have the signal'),
      async steps({ tell, requests }) {
        tell('span a');
        await requests(1);
        tell('loop 700');
        tell('exit');
      },
    });
    expect(receiver.accepted.size).toBe(0);
    const dropped = traced.said.flatMap(line => /(\d+) spans? .*dropped/.exec(line)?.[1] ?? []);
    expect(dropped.reduce((sum, count) => sum + Number(count), 0)).toBe(701);
  });

  const LAST_WORDS: [Reply, RegExp][] = [
    ['refuses the credentials', /1 spans? .*dropped.*(UNAUTHENTICATED|HTTP 401)/],
    ['is unavailable', /1 spans? .*dropped.*(UNAVAILABLE|HTTP 503)/],
    ['is exhausted', /1 spans? .*dropped.*(RESOURCE_EXHAUSTED|HTTP 429)/],
    ['refuses the batch', /1 spans? .*dropped.*(INVALID_ARGUMENT|HTTP 400)/],
    ['takes a part', /1 spans? .*dropped.*the receiver refused them/],
    ['does not have the signal', /1 spans? .*dropped.*(UNIMPLEMENTED|HTTP 404)/],
    ['is a web page', /1 spans? .*dropped.*(text\/html|is not a gRPC reply)/],
    ['closes the connection', /1 spans? .*dropped.*closed/],
  ];
  describe.each([
    ['whose connection is warm', ['accepts'] as Reply[]],
    ['that has never been heard of', []],
  ])('B3: at the end of a process a receiver %s', (_state, before) => {
    test.each(LAST_WORDS)('%s: one line with number and reason', async (reply, line) => {
      const traced = await run({
        replies: [...before, reply, reply, reply],
        // Batches of two leave at once, a single span with the end.
        env: { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2', OTEL_BSP_SCHEDULE_DELAY: '60000' },
        async steps({ tell, arrived }) {
          if (before.length > 0) {
            tell('span first');
            tell('span second');
            await arrived('second');
          }
          tell('span last');
          tell('end');
        },
      });
      expect([...receiver.accepted.keys()]).toEqual(before.length > 0 ? ['first', 'second'] : []);
      expect(traced.said).toEqual([expect.stringMatching(line)]);
    });
  });

  test.each(['end', 'exit', 'throw', 'SIGTERM'] as const)(
    'B10: %s while the last export has no answer yet: each span arrives once',
    async way => {
      const traced = await run({
        replies: ['accepts when told'],
        env: { OTEL_AGENT_EXIT_TIMEOUT: '10000' },
        async steps({ tell, requests, kill, ending }) {
          tell('span a');
          await requests(1);
          if (way === 'SIGTERM') kill('SIGTERM');
          else tell(way);
          if (way !== 'SIGTERM') await ending();
          receiver.tell();
        },
      });
      expect([...receiver.accepted]).toEqual([['a', 1]]);
      expect(traced.said).toEqual([]);
    },
  );

  test.each([
    ['OTEL_BSP_EXPORT_TIMEOUT', 'traces', 'span'],
    ['OTEL_BLRP_EXPORT_TIMEOUT', 'logs', 'log'],
  ])('B11: %s bounds a try', async (setting, signal, command) => {
    const traced = await run({
      replies: ['hangs'],
      env: { [setting]: '200' },
      async steps({ tell, arrived }) {
        tell(`${command} a`);
        await arrived('a');
        tell('exit');
      },
    });
    expect(traced.said[0]).toMatch(
      new RegExp(`cannot send ${signal} to .*: no answer within 200 ms; will try again`),
    );
    expect([...receiver.accepted]).toEqual([['a', 1]]);
  });
});

describe.each(PROTOCOLS)('a receiver with a limit, %s', protocol => {
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    receiver = await (protocol === 'grpc' ? scriptedGrpcReceiver : scriptedHttpReceiver)(false, namesIn);
  });
  afterEach(() => receiver.close());
  const SEND_ALL = { OTEL_AGENT_EXIT_TIMEOUT: '20000' };

  test('B9: of 1 MiB takes 2,000 spans of 3 KB', async () => {
    receiver.limit(1024 * 1024);
    const traced = await drive(receiver, protocol, {
      replies: [],
      env: SEND_ALL,
      async steps({ tell }) {
        tell('large span 2000 3000');
        tell('end');
      },
    });
    // A busy machine connects late, which is said; no word of a size or a loss is.
    expect(
      traced.said.filter(line => !/no connection yet; will try again|accepts traces again/.test(line)),
    ).toEqual([]);
    expect([receiver.accepted.size, ...new Set(receiver.accepted.values())]).toEqual([2000, 1]);
  });

  test('B9: of 64 KiB takes all but the one span that is larger, which is named', async () => {
    receiver.limit(64 * 1024);
    const traced = await drive(receiver, protocol, {
      replies: [],
      env: { ...SEND_ALL, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100' },
      async steps({ tell, arrived }) {
        tell('large span 150 3000');
        tell('large culprit 1 100000');
        tell('large later 49 3000');
        await arrived('later 40');
        tell('end');
      },
    });
    expect(traced.said).toEqual([
      expect.stringMatching(
        /: 1 spans .* dropped, the receiver refused them: "culprit 0" of 0.1 MB is too large: /,
      ),
    ]);
    expect([receiver.accepted.size, ...new Set(receiver.accepted.values())]).toEqual([199, 1]);
  });
});

test('F10: a 404 whose cause is the path in the base endpoint says so', async () => {
  const receiver = await scriptedHttpReceiver(false, namesIn);
  const traced = await drive(receiver, 'http/protobuf', {
    replies: ['does not have the signal'],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.origin}/v1/traces` },
    async steps({ tell, requests }) {
      tell('span a');
      await requests(1);
      tell('exit');
    },
  });
  receiver.close();
  expect(traced.said.filter(line => line.includes('switched off'))).toEqual([
    `otel-agent: the Collector at ${receiver.origin} does not accept traces ` +
      `(HTTP 404 from ${receiver.origin}/v1/traces/v1/traces): traces are switched off; ` +
      'OTEL_EXPORTER_OTLP_ENDPOINT takes the base address, without /v1/traces',
  ]);
});

interface RunOptions {
  readonly replies: readonly Reply[];
  readonly env?: Readonly<Record<string, string>>;
  steps(program: Driven): Promise<void>;
}

/** A program that does as it is told. */
interface Driven {
  tell(command: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when a span or log record of this name has been accepted. */
  arrived(name: string): Promise<void>;
  /** Resolves when so many requests have been read. */
  requests(count: number): Promise<void>;
  /** Resolves when the program says that it ends. */
  ending(): Promise<void>;
}

async function drive(
  receiver: ScriptedReceiver,
  protocol: string,
  { replies, env, steps }: RunOptions,
): Promise<ProgramRun> {
  receiver.play(replies);
  let failure: unknown;
  let sayEnding = () => {};
  const isEnding = new Promise<void>(resolve => {
    sayEnding = resolve;
  });
  const run = await runProgram({
    script: 'export/on-command.js',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.origin,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_AGENT_BANNER: 'off',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_BLRP_SCHEDULE_DELAY: '20',
      ...env,
    },
    onLine(line, child) {
      if (line === 'ending') sayEnding();
      if (line !== 'ready') return;
      steps({
        tell: command => child.stdin!.write(`${command}\n`),
        kill: signal => child.kill(signal),
        arrived: name => receiver.waitUntil(() => receiver.accepted.has(name)),
        requests: count => receiver.waitUntil(() => receiver.requests() >= count),
        ending: () => isEnding,
      }).catch(error => {
        failure = error;
        child.kill('SIGKILL');
      });
    },
  });
  if (failure !== undefined) throw failure;
  return run;
}

/** Names of spans, bodies of log records. */
function namesIn(body: Buffer, path: string): string[] {
  if (/logs/i.test(path)) {
    const { resourceLogs } = decodeLogsRequest(body) as unknown as LogsRequest;
    const records = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(scope => scope.logRecords));
    return records.map(record => record.body.stringValue);
  }
  const { resourceSpans } = decodeTraceRequest(body) as unknown as TraceRequest;
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(scope => scope.spans.map(span => span.name)),
  );
}

interface LogsRequest {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly { readonly body: { stringValue: string } }[];
    }[];
  }[];
}
interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}
