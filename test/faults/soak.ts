import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AGENT } from '../agent/lifecycle/run-program';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { endWithThisProcess } from '../services/process/reaper';
import { removeFolder } from '../services/process/remove-folder';
import { startScriptedReceiver } from './scripted-receiver';
import { readNewLines } from './span-count';

/*
 * `npm run test:soak -- --minutes 30`: a server at 500 requests a second whose Collector goes and comes every two minutes, beside
 * the same server whose receiver stays. Nothing may be lost, the heap stays flat, RSS stays within 10 MB of the other's.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '500' },
    // Seconds after which the Collector goes, and comes.
    every: { type: 'string', default: '120' },
    store: { type: 'string', default: 'spool' },
  },
});
const MOST_REQUESTS = 10_000_000;
const SETTLE_MS = 120_000;
const MOST_RUNS = 50;
const ALLOWED_MB = 10;

main().catch(error => {
  console.error(error);
  // The servers under load would go on.
  process.exit(1);
});

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-soak-'));
  const forget = endWithThisProcess({ folder });
  const collector = await startCollector();
  const steady = await startScriptedReceiver('grpc');
  const count = requestCounter(collector);
  const apps = {
    tried: startApp(collector.ports.grpc, path.join(folder, 'tried')),
    steady: startApp(steady.port, path.join(folder, 'steady')),
  };
  const endMs = Date.now() + Number(values.minutes) * 60_000;
  for (let isUp = true; Date.now() < endMs; isUp = !isUp) {
    await delay(Math.min(Number(values.every) * 1000, endMs - Date.now()));
    if (isUp) {
      const downMs = Date.now();
      await collector.down();
      console.log(
        `the Collector stopped within ${((Date.now() - downMs) / 1000).toFixed(1)} s (killed after 5)`,
      );
      await count.read();
      // Nobody writes now: what is counted needs no disk.
      await count.forgetFile();
    } else await collector.up();
    say(apps, count);
  }
  await collector.up();
  for (const app of Object.values(apps)) app.tell('stop');
  await delay(3000);
  const asked = apps.tried.last().asked - apps.tried.last().failed;
  for (
    const untilMs = Date.now() + SETTLE_MS;
    Date.now() < untilMs && count.arrived() < asked;
    await delay(1000)
  )
    await count.read();
  for (const app of Object.values(apps)) {
    app.tell('end');
    await app.closed;
  }
  await delay(1000);
  await count.read();
  const isFine = judge(apps, count);
  await count.forgetFile();
  await collector.stop();
  steady.close();
  await removeFolder(folder);
  forget();
  if (!isFine) process.exitCode = 1;
}

type Apps = Readonly<Record<'tried' | 'steady', App>>;

interface App {
  readonly closed: Promise<unknown>;
  tell(word: string): void;
  last(): Sample;
  samples(): readonly Sample[];
  said(): string;
}

interface Sample {
  readonly asked: number;
  /** Requests that did not reach the server. */
  readonly failed: number;
  readonly rss: number;
  readonly heap: number;
}

function startApp(port: number, spool: string): App {
  const script = path.join(__dirname, '..', 'fixtures', 'faults', 'soak.js');
  const args = ['--expose-gc', '--require', AGENT, script, values.rate];
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_SERVICE_NAME: 'soak',
      ...(values.store === 'spool' && { OTEL_AGENT_SPOOL: spool }),
    },
  });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  let text = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', part => {
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', part => {
    said += part;
  });
  const samples = () =>
    text
      .split('\n')
      .filter(line => line.endsWith('}'))
      .map(line => JSON.parse(line) as Sample);
  return {
    closed: new Promise<void>(resolve => {
      child.on('close', () => {
        forget();
        resolve();
      });
    }),
    tell: word => void child.stdin.write(`${word}\n`),
    samples,
    last: () => samples().at(-1) ?? { asked: 0, failed: 0, rss: 0, heap: 0 },
    said: () => said,
  };
}

/** Counts requests by the server's spans, which alone have the path. */
function requestCounter(collector: Collector) {
  const times = new Uint8Array(MOST_REQUESTS);
  let arrived = 0;
  let twice = 0;
  let readLines = readNewLines(collector.file);
  const read = async () => {
    for (const [, number] of (await readLines()).matchAll(
      /"url\.path","value":\{"stringValue":"\/r\/(\d+)\./g,
    )) {
      const at = Number(number);
      if (times[at] === 0) arrived++;
      else twice++;
      times[at] = 1;
    }
  };
  return {
    read,
    arrived: () => arrived,
    twice: () => twice,
    /** Runs of numbers below `end` that did not arrive: `1200-1274`. */
    missing(end: number): string {
      const runs: string[] = [];
      for (let at = 0; at < end; at++) {
        if (times[at] !== 0) continue;
        const from = at;
        while (at + 1 < end && times[at + 1] === 0) at++;
        runs.push(from === at ? `${at}` : `${from}-${at}`);
      }
      return runs.slice(0, MOST_RUNS).join(', ');
    },
    async forgetFile() {
      await truncate(collector.file).catch(() => {});
      readLines = readNewLines(collector.file);
    },
  };
}

type Count = ReturnType<typeof requestCounter>;

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

function say({ tried, steady }: Apps, count: Count): void {
  const [a, b] = [tried.last(), steady.last()];
  console.log(
    `${a.asked} requests, ${count.arrived()} arrived; RSS ${megabytes(a.rss)} MB beside ${megabytes(b.rss)}, heap ${megabytes(a.heap)} MB beside ${megabytes(b.heap)}`,
  );
}

function judge({ tried, steady }: Apps, count: Count): boolean {
  const asked = tried.last().asked - tried.last().failed;
  const lost = asked - count.arrived();
  const half = tried.samples().slice(Math.floor(tried.samples().length / 2));
  const most = (samples: readonly Sample[], key: 'rss' | 'heap') =>
    Math.max(...samples.map(one => one[key])) / 1e6;
  const rss = [most(tried.samples(), 'rss'), most(steady.samples(), 'rss')] as const;
  const heap = [half[0]!.heap / 1e6, half.at(-1)!.heap / 1e6] as const;
  console.log(`${asked} requests, ${lost} lost, ${count.twice()} arrived twice`);
  if (lost > 0) console.log(`did not arrive: ${count.missing(tried.last().asked)}`);
  console.log(`RSS at most ${rss[0].toFixed(1)} MB, ${rss[1].toFixed(1)} MB without faults`);
  console.log(`heap after GC ${heap[0].toFixed(1)} MB half way, ${heap[1].toFixed(1)} MB at the end`);
  console.log(tried.said());
  return lost === 0 && rss[0] <= rss[1] + ALLOWED_MB;
}
