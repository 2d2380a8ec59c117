import path from 'node:path';
import { startJsonReceiver } from '../test/lambda/receiver';
import { startSandbox } from '../test/lambda/sandbox';
import type { NodeMajor } from '../test/nodes';

/*
 * Time from the start of a Lambda sandbox's process to its first answer: bare, with the agent and with upstream's
 * `register`, in turn. `node --import tsx bench/lambda.ts [ROUNDS]` prints medians; docs/lambda.md has them.
 */
const rounds = Number(process.argv[2] ?? 11);
const root = path.join(__dirname, '..');
const CONTENDERS = {
  bare: undefined,
  'otel-agent': path.join(root, 'dist', 'preload.js'),
  upstream: require.resolve('@opentelemetry/auto-instrumentations-node/register'),
};

async function firstAnswerMs(nodeMajor: NodeMajor, preload: string | undefined): Promise<number> {
  const receiver = await startJsonReceiver();
  const sandbox = await startSandbox({
    handler: 'index.handler',
    nodeMajor,
    env: {
      ...(preload && { NODE_OPTIONS: `--require ${preload}` }),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_AGENT_CODE_CACHE: 'off', // As in a sandbox, whose /tmp is empty.
    },
  });
  const answer = await sandbox.invoke({});
  if (typeof answer === 'string') throw new Error(`${answer}: ${sandbox.output()}`);
  await sandbox.end();
  receiver.close();
  return answer.atMs - sandbox.startedMs;
}

async function measure(nodeMajor: NodeMajor): Promise<void> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, preload] of Object.entries(CONTENDERS)) {
      times[name] ??= [];
      times[name].push(await firstAnswerMs(nodeMajor, preload));
    }
  const median = (name: string) => times[name]!.sort((a, b) => a - b)[rounds >> 1]!;
  const added = (name: string) => median(name) - median('bare');
  console.log(
    `Node ${nodeMajor}: bare ${median('bare')} ms; otel-agent +${added('otel-agent')} ms, upstream +${added('upstream')} ms: ` +
      `1/${(added('upstream') / added('otel-agent')).toFixed(1)}`,
  );
}

void measure(22).then(() => measure(24));
