import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AGENT } from '../agent/lifecycle/run-program';
import type { Protocol } from '../ends/ways';
import { createCertificates } from '../services/create-certificates';
import { endWithThisProcess } from '../services/process/reaper';
import { removeFolder } from '../services/process/remove-folder';
import { runCommand } from '../services/process/run-command';
import type { Fault, Scene, Store } from './faults';
import { openReceiver, type Receiver } from './receivers';

/** A cell of the matrix. `upstream` stands for the agent of OpenTelemetry itself, which has no stores. */
export interface Cell {
  readonly fault: Fault;
  readonly protocol: Protocol;
  readonly store: Store | 'upstream';
}

export interface CellOutcome {
  readonly ended: number;
  readonly arrived: number;
  readonly twice: number;
  /** Spans that the agent tells as dropped; undefined for upstream, which says nothing. */
  readonly dropped: number | undefined;
  readonly rssMb: number | undefined;
  readonly longestDelayMs: number | undefined;
  /** Faults that were found. */
  readonly faults: readonly string[];
  readonly said: readonly string[];
}

/** Durations of a run: in full as the rows say, or shortened. */
export interface Tempo {
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Longest wait for spans that are late. */
  readonly settleMs: number;
  /** Part of the rows' seconds, and the most of them. */
  readonly share: number;
  readonly maxSeconds: number;
}

export const FULL: Tempo = {
  beforeMs: 10_000,
  afterMs: 10_000,
  settleMs: 60_000,
  share: 1,
  maxSeconds: Number.POSITIVE_INFINITY,
};

export function nameOfCell({ fault, protocol, store }: Cell): string {
  return `${fault.name}, ${protocol}, ${store}`;
}

const SPANS_PER_SECOND = 300;
/** Attribute with which a span is as large as those of a small service: about 165 bytes. */
const SPAN_BYTES = 70;
const FIXTURES = path.join(__dirname, '..', 'fixtures', 'faults');
const UPSTREAM = path.join(
  path.dirname(require.resolve('@opentelemetry/auto-instrumentations-node')),
  'register.cjs',
);

/** Runs a cell: spans at a steady rate before, during and after the fault, and then time for what is late. */
export async function runCell(cell: Cell, tempo: Tempo): Promise<CellOutcome> {
  const { fault } = cell;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-faults-'));
  const forget = endWithThisProcess({ folder });
  const tls = fault.tls === undefined ? undefined : await makeCertificates(folder);
  const receiver = await openReceiver(cell, tls);
  const unmount = mountSmallDisk(cell, folder);
  const ms = Math.min(fault.seconds * tempo.share, tempo.maxSeconds) * 1000;
  const settings = settingsOf(cell, receiver, folder, tls?.caFile, tempo.beforeMs + ms);
  const apps = [startApp(cell, settings)];
  try {
    if (fault.isDownAtStart !== true) await delay(tempo.beforeMs);
    await fault.cause({
      ms,
      ...receiver,
      renewCertificate: () => tls?.renew(),
      async killApp() {
        apps[0]!.child.kill('SIGKILL');
        await apps[0]!.closed;
        apps.push(startApp(cell, settings, 0));
      },
      quiet: () => untilQuiet(receiver),
    } as Scene);
    await delay(tempo.afterMs);
    const last = apps.at(-1)!;
    last.child.stdin!.write('stop\n');
    await delay(200);
    const ended = () => apps.reduce((sum, app) => sum + app.ended(), 0);
    await untilSettled(receiver, ended, tempo.settleMs);
    // The app has read the last answer by then.
    await delay(1000);
    last.child.stdin!.write('end\n');
    await last.closed;
    await delay(500);
    return outcomeOf(cell, apps, await receiver.arrivals());
  } finally {
    for (const { child } of apps) child.kill('SIGKILL');
    await receiver.close();
    unmount();
    await removeFolder(folder);
    forget();
  }
}

/** Figures that a program prints at its end. */
export interface Figures {
  readonly rssMb: number;
  readonly longestDelayMs: number;
}

interface App {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown>;
  ended(): number;
  figures(): Figures | undefined;
  said(): string;
}

/** Starts the same program without an agent; its figures are the ground of all others. */
export function startBare(): { end(): Promise<Figures | undefined> } {
  const { child, closed, figures } = startProgram([], String(SPANS_PER_SECOND), String(SPAN_BYTES), {});
  return {
    async end() {
      child.stdin!.write('stop end\n');
      await closed;
      return figures();
    },
  };
}

function startApp({ fault, store }: Cell, env: Record<string, string>, perSecond?: number): App {
  const preload = ['--require', store === 'upstream' ? UPSTREAM : AGENT];
  if (fault.isLateName) preload.unshift('--require', path.join(FIXTURES, 'late-name.js'));
  const rate = String(perSecond ?? fault.spansPerSecond ?? SPANS_PER_SECOND);
  return startProgram(preload, rate, String(fault.spanBytes ?? SPAN_BYTES), {
    ...env,
    FAULTS_SIGNAL: fault.isLogs ? 'logs' : 'traces',
  });
}

function startProgram(preload: string[], rate: string, bytes: string, env: Record<string, string>): App {
  const args = [...preload, path.join(FIXTURES, 'app.js'), rate, bytes];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout = (output.stdout + text).slice(-4000);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  child.stdin.on('error', () => {});
  const lastOf = (pattern: RegExp) => [...output.stdout.matchAll(pattern)].at(-1)?.[0];
  return {
    child,
    closed: new Promise(resolve => child.on('close', resolve)),
    ended: () => Number(lastOf(/^\d+$/gm) ?? 0),
    figures: () => JSON.parse(lastOf(/^\{.*\}$/gm) ?? 'null') ?? undefined,
    said: () => output.stderr,
  };
}

function settingsOf(
  { fault, protocol, store }: Cell,
  { port }: Receiver,
  folder: string,
  caFile: string | undefined,
  unknownMs: number,
): Record<string, string> {
  const host = fault.isLateName ? 'collector.test' : '127.0.0.1';
  const scheme = fault.tls === undefined ? 'http' : 'https';
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://${host}:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_METRICS_EXPORTER: 'none',
    [fault.isLogs ? 'OTEL_TRACES_EXPORTER' : 'OTEL_LOGS_EXPORTER']: 'none',
    OTEL_SERVICE_NAME: 'faults',
    // A busy machine needs more than the half second that is the default.
    OTEL_AGENT_EXIT_TIMEOUT: '5000',
    OTEL_NODE_RESOURCE_DETECTORS: 'none',
    LATE_NAME_SECONDS: String(unknownMs / 1000),
    ...(caFile !== undefined && { OTEL_EXPORTER_OTLP_CERTIFICATE: caFile }),
    ...(store === 'spool' && {
      OTEL_AGENT_SPOOL: path.join(folder, 'spool'),
      OTEL_AGENT_SPOOL_SYNC: '1s',
    }),
    ...fault.env,
  };
}

/** A disk of its own for the spool, which is full after a megabyte. */
function mountSmallDisk({ fault, store }: Cell, folder: string): () => void {
  if (!fault.hasSmallDisk || store !== 'spool') return () => {};
  const spool = path.join(folder, 'spool');
  mkdirSync(spool, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'tmpfs', spool]);
  return () => execFileSync('umount', ['-l', spool]);
}

/** Certificates of which the server's has expired, until it is renewed. */
async function makeCertificates(folder: string) {
  const { caFile, server } = await createCertificates(folder);
  const inFolder = (name: string) => path.join(folder, name);
  copyFileSync(server.certFile, inFolder('valid.crt'));
  const expired = inFolder('expired.crt');
  const request = inFolder('request.csr');
  await runCommand([
    'openssl',
    'req',
    '-new',
    '-key',
    server.keyFile,
    '-subj',
    '/CN=expired',
    '-out',
    request,
  ]);
  const sign = ['openssl', 'x509', '-req', '-in', request, '-CA', caFile, '-CAkey', inFolder('ca.key')];
  const names = ['-extfile', inFolder('openssl.cnf'), '-extensions', 'leaf'];
  await runCommand([...sign, '-CAcreateserial', '-days', '-1', ...names, '-out', expired]);
  copyFileSync(expired, server.certFile);
  return { caFile, server, renew: () => copyFileSync(inFolder('valid.crt'), server.certFile) };
}

/** Polls until all spans have arrived, or nothing has come for a long while. */
async function untilSettled(receiver: Receiver, ended: () => number, limitMs: number): Promise<void> {
  const deadlineMs = Date.now() + limitMs;
  while (Date.now() < deadlineMs && (await receiver.arrivals()).size < ended()) await delay(500);
}

async function untilQuiet(receiver: Receiver): Promise<void> {
  const { size } = await receiver.arrivals();
  while ((await receiver.arrivals()).size === size) await delay(20);
  await delay(250);
}

function outcomeOf(
  { fault, store }: Cell,
  apps: readonly App[],
  arrivals: ReadonlyMap<string, number>,
): CellOutcome {
  const ended = apps.reduce((sum, app) => sum + app.ended(), 0);
  const twice = [...arrivals.values()].reduce((sum, times) => sum + times - 1, 0);
  const said = apps.flatMap(app => app.said().split('\n')).filter(line => line.startsWith('otel-agent: '));
  const dropped = store === 'upstream' ? undefined : droppedIn(said);
  const figures = apps.at(-1)!.figures();
  const outcome = { ...noFigures, ...figures, ended, arrived: arrivals.size, twice, dropped, said };
  return {
    ...outcome,
    faults: store === 'upstream' ? [] : faultsIn(fault, store, outcome, missingIn(ended, arrivals)),
  };
}

const noFigures = { rssMb: undefined, longestDelayMs: undefined };

function droppedIn(said: readonly string[]): number {
  const numbers = said.map(line => /(\d+) (?:spans?|log records?) .*dropped/.exec(line)?.[1]);
  return numbers.reduce((sum, number) => sum + Number(number ?? 0), 0);
}

type Counts = Pick<CellOutcome, 'ended' | 'arrived' | 'twice' | 'dropped'>;

function faultsIn(
  fault: Fault,
  store: Store,
  { ended, arrived, twice, dropped = 0 }: Counts,
  missing: string,
): string[] {
  const mayLose = (fault.mayLoseSeconds?.[store] ?? 0) * (fault.spansPerSecond ?? SPANS_PER_SECOND);
  const silent = ended - arrived - dropped;
  const faults: string[] = [];
  if (silent > mayLose) faults.push(`${silent} spans are lost without a word: ${missing}`);
  if (dropped > 0 && !fault.mayDrop?.includes(store)) faults.push(`${dropped} spans are dropped`);
  if (twice > 0 && !fault.mayRepeat) faults.push(`${twice} spans arrive twice`);
  if (arrived === 0) faults.push('nothing arrives');
  return faults;
}

/** Names the spans that did not arrive: `12 to 340, 900 to 1199`. */
function missingIn(ended: number, arrivals: ReadonlyMap<string, number>): string {
  const ranges: [from: number, to: number][] = [];
  for (let at = 0; at < ended; at++) {
    if (arrivals.has(`span ${at}.`)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === at - 1) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges.map(([from, to]) => `${from} to ${to}`).join(', ');
}
