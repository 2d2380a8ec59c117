import { userInfo } from 'node:os';
import path from 'node:path';
import type { OtherCopy } from '../../agent/attach/attach';
import { InspectorError } from '../inspector/inspector-error';
import { type Attachment, attachTo, type Detachment, detachFrom } from './attach-process';
import { nodeChildrenOf } from './child-processes';
import type { OutOfReach } from './out-of-reach';

/** Wishes of the command line. */
export interface AttachOptions {
  readonly pid: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly isDetach: boolean;
  /** Takes the agent out after this time. */
  readonly forMs: number | undefined;
  /** Also the Node.js processes that it has started. */
  readonly withChildren: boolean;
}

type Write = (line: string) => void;

/** Time after `--for` in which this program takes the agent out; then the process does so itself. */
const GRACE_MS = 10_000;

/** Attaches to a process, or detaches from it. Returns false if that failed for any of the processes. */
export async function runAttach(options: AttachOptions, write: Write): Promise<boolean> {
  const { pid, forMs, isDetach, withChildren } = options;
  const pids = withChildren ? [pid, ...nodeChildrenOf(pid)] : [pid];
  if (isDetach) return detachFromAll(pids, write);
  const attached: number[] = [];
  for (const one of pids) if (await attachToOne(one, options, write)) attached.push(one);
  if (forMs !== undefined && attached.length > 0) {
    await endOf(forMs, write);
    if (!(await detachFromAll(attached, write))) return false;
  }
  return attached.length === pids.length;
}

async function attachToOne(pid: number, { settings, forMs }: AttachOptions, write: Write): Promise<boolean> {
  const request = {
    settings,
    by: `${userInfo().username} (process ${process.pid})`,
    forMs: forMs === undefined ? undefined : forMs + GRACE_MS,
  };
  const attachment = await telling(pid, write, () => attachTo(pid, request));
  if (attachment === undefined) return false;
  for (const line of describeAttach(pid, attachment)) write(line);
  return attachment.result.isAttached;
}

function describeAttach(pid: number, { result, outOfReach }: Attachment): string[] {
  if ('isAlready' in result)
    return [`process ${pid} is traced already: otel-agent attach ${pid} --detach takes the agent out`];
  if ('other' in result) return [describeOther(pid, result.other)];
  if (!result.isAttached) return [`process ${pid} is not instrumented: ${result.reason}`];
  const { sends, reached } = result;
  return [
    `process ${pid} is traced: ${sends}`,
    `loaded before and traced from now on: ${reached.join(', ') || 'nothing'}`,
    ...describeOutOfReach(outOfReach),
  ];
}

function describeOther(pid: number, { file, version, processStartMs }: OtherCopy): string {
  const agent = version === undefined ? 'otel-agent' : `otel-agent ${version}`;
  const way = isAttachFile(file)
    ? 'was attached from another installation'
    : `is at work since it started, at ${new Date(processStartMs).toISOString().replace(/\.\d+/, '')}`;
  return `process ${pid} is instrumented already: ${agent} ${way} (${file})`;
}

function isAttachFile(file: string): boolean {
  return path.basename(file) === 'attach.js';
}

function describeOutOfReach(outOfReach: OutOfReach | undefined): string[] {
  if (outOfReach === undefined)
    return ['whether ES modules or worker threads are out of reach could not be found out'];
  const { bindings, workers } = outOfReach;
  return [
    ...bindings.map(
      ({ file, packageName, names }) =>
        `not traced: named bindings of ES modules that hold the old function: ${names.join(', ')} of ${packageName} in ${file}; preload the agent to trace them`,
    ),
    ...(workers.length === 0
      ? []
      : [
          `not traced: worker threads, of which ${workers.length} run (${[...new Set(workers)].join(', ')}); preload the agent to trace them`,
        ]),
  ];
}

/** Goes process by process: those of a program share the port of their inspectors. */
async function detachFromAll(pids: readonly number[], write: Write): Promise<boolean> {
  let isDone = true;
  for (const pid of pids) {
    const detachment = await telling(pid, write, () => detachFrom(pid));
    if (detachment === undefined || detachment.other !== null) isDone = false;
    if (detachment !== undefined) write(describeDetach(pid, detachment));
  }
  return isDone;
}

function describeDetach(pid: number, { delivery, other }: Detachment): string {
  if (other !== null)
    return `failed: the agent in process ${pid} is ${other}; ${
      isAttachFile(other)
        ? 'run the otel-agent of that folder'
        : 'it was preloaded: start the process without --require otel-agent'
    }`;
  return delivery === null
    ? `process ${pid} is as before: no agent was attached to it`
    : `process ${pid} is as before: ${delivery.sent} items delivered, ${delivery.lost} lost`;
}

/** Writes the reason of a failure; undefined then. */
async function telling<Result>(
  pid: number,
  write: Write,
  run: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    write(/Cannot find module/.test(error.message) ? CANNOT_SEE(pid) : `failed: ${error.message}`);
    return undefined;
  }
}

const CANNOT_SEE = (pid: number) =>
  `failed: process ${pid} does not see the agent's files in ${__dirname}: install otel-agent where it runs`;

/** Waits for the end of the time, or for the user to interrupt. */
async function endOf(forMs: number, write: Write): Promise<void> {
  write(`takes the agent out in ${forMs / 1000} s; Ctrl+C does so at once`);
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, forMs);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        clearTimeout(timer);
        resolve();
      });
  });
}
