import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { endWithThisProcess } from '../../services/process/reaper';
import { AGENT } from '../lifecycle/run-program';

const SCRIPT = path.join(__dirname, '..', '..', 'fixtures', 'export', 'slow-reader.js');

beforeAll(async () => {
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);

test.each(NODE_MAJORS)(
  'Node %i: a line that a slow reader has taken by half is finished at the end of the process',
  async major => {
    const child = spawn(await nodeBinary(major), ['--require', AGENT, SCRIPT], {
      env: {
        PATH: process.env.PATH,
        OTEL_TRACES_EXPORTER: 'otlp/stdout',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_AGENT_BANNER: 'off',
        OTEL_AGENT_EXIT_TIMEOUT: '20000',
      },
    });
    const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
    const stderr: string[] = [];
    child.stderr.setEncoding('utf8').on('data', part => stderr.push(part));
    await once(child.stderr, 'data');
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    if (child.exitCode === null) await once(child, 'exit');
    forget();
    const spans = lines.flatMap(line => spansOf(JSON.parse(line)));
    expect(new Set(spans).size).toBe(1001);
    expect(spans).toHaveLength(1001);
    expect(stderr.join('')).toBe('ends\n');
  },
);

interface Line {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

function spansOf({ resourceSpans }: Line): string[] {
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}
