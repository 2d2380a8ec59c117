import { endOf, type ProgramOptions, type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { type CountingReceiver, FIRST } from './counting-receiver';
import type { Reply } from './replies';
import type { Protocol, State, Way } from './ways';

/** Cell of the matrix: a way, a state, a reply and a protocol. */
export interface Cell {
  readonly way: Way;
  readonly state: State;
  readonly reply: Reply;
  readonly protocol: Protocol;
}

/** Means to run a cell's program. */
export interface CellMeans {
  readonly receiver: CountingReceiver;
  readonly caFile: string;
  /** Options of the program if the agent does not come in by `--require`. */
  readonly program?: Partial<ProgramOptions> | undefined;
}

export interface CellOutcome {
  /** Everything that is not as it should be; empty for a good cell. */
  readonly faults: readonly string[];
  readonly run: ProgramRun;
  /** Number of spans that did not arrive. */
  readonly lost: number;
  readonly isTwice: boolean;
}

/** Spans that test/fixtures/ends/end.js ends. */
const SPANS = ['span 0', 'span 1', 'span 2'];

/** `worker terminated, cold, hanging, grpc` */
export function nameOfCell({ way, state, reply, protocol }: Cell): string {
  return [way.name, state, reply.name, protocol].join(', ');
}

/** False if the state needs a receiver that answers: without it no batch can be on its way, or have been answered. */
export function isPossible({ state, reply }: Cell): boolean {
  return state === 'cold' || !['refuse', 'plain', 'untrusted'].includes(reply.instead ?? '');
}

/** Tells whether the receiver speaks TLS. */
export function isSpokenTls({ way, reply }: Cell): boolean {
  return reply.instead === 'untrusted' || (way.isTls === true && reply.instead !== 'plain');
}

/**
 * At least once is all that can be had where a request has left and its answer can no longer be read: the connection is cut,
 * or the end leaves a connection of TLS to a helper process.
 */
export function mayArriveTwice({ way, state, reply }: Cell): boolean {
  return reply.instead === 'cut' || (way.isHelped === true && state === 'in-flight');
}

/** Runs the program to its end, without the agent where `means` is undefined. */
export function runWay(
  { way, state }: Pick<Cell, 'way' | 'state'>,
  env: Record<string, string>,
  means?: CellMeans,
): Promise<ProgramRun> {
  return runProgram({
    script: 'ends/end.js',
    args: [way.script ?? way.name, state],
    ...(means === undefined ? { agent: false } : means.program),
    env: { ...means?.program?.env, ...env },
    async onLine(line, child, id) {
      if (line === 'ready' && way.signal !== undefined) child.kill(way.signal);
      if (line !== 'waiting') return;
      if (means !== undefined) await waitForSpans(means.receiver, id, state === 'warm' ? [FIRST] : SPANS);
      child.stdin!.write('go\n');
    },
  });
}

function waitForSpans(receiver: CountingReceiver, id: string, names: readonly string[]): Promise<void> {
  return receiver.waitUntil(() => names.every(name => receiver.cameFrom(id).includes(name)));
}

/** Runs a cell and compares it with the same program without the agent. */
export async function runCell(cell: Cell, means: CellMeans, bare: ProgramRun): Promise<CellOutcome> {
  const run = await runWay(cell, environment(cell, means), means);
  const taken = means.receiver.takenFrom(run.id).filter(name => name !== FIRST);
  const lost = SPANS.length - new Set(taken).size;
  const isTwice = taken.length > new Set(taken).size;
  const faults = [...faultsOfEnd(run, bare), ...faultsOfAccount(cell, run, lost)];
  if (isTwice && !mayArriveTwice(cell)) faults.push(`arrived more than once: ${taken.join(', ')}`);
  return { run, faults, lost, isTwice };
}

function environment(cell: Cell, { receiver, caFile }: CellMeans) {
  const { state, reply, protocol } = cell;
  const isTls = isSpokenTls(cell) || reply.instead === 'plain';
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${isTls ? 'https' : 'http'}://127.0.0.1:${receiver.port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    ...(isTls && reply.instead !== 'untrusted' && { OTEL_EXPORTER_OTLP_CERTIFICATE: caFile }),
    OTEL_SERVICE_NAME: state,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_AGENT_BANNER: 'off',
    OTEL_BSP_SCHEDULE_DELAY: state === 'cold' ? '1000' : '20',
    // A busy machine needs more than the half second that is the default.
    OTEL_AGENT_EXIT_TIMEOUT: reply.instead === 'hang' ? '500' : '5000',
  };
}

function faultsOfEnd(run: ProgramRun, bare: ProgramRun): string[] {
  const [ours, theirs] = [endOf(run), endOf(bare)].map(end => JSON.stringify(end));
  return ours === theirs ? [] : [`ends with ${ours}, without the agent with ${theirs}`];
}

/** Finds faults in what stderr says of lost spans: it names their number and the reason, and no others. */
function faultsOfAccount({ way, reply }: Cell, run: ProgramRun, lost: number): string[] {
  const lines = run.said.filter(line => /\d spans? .*dropped/.test(line));
  const told = lines.reduce((sum, line) => sum + Number(/(\d+) spans? /.exec(line)![1]), 0);
  // Spans of a cut request may have been taken, and may be told as lost.
  if (reply.instead === 'cut') return lost > told ? [`${lost} spans are lost, stderr tells of ${told}`] : [];
  if (told !== lost) return [`${lost} spans are lost, stderr tells of ${told}`];
  // A worker that has not been heard of yet sends itself, and knows no answer when it is terminated.
  const isTerminated = (line: string) =>
    way.name.includes('terminated') && line.includes('was terminated first');
  const unclear = lines.filter(line => reply.reason?.test(line) !== true && !isTerminated(line));
  return unclear.length > 0 ? [`the reason is not given: ${unclear.join(' ')}`] : [];
}
