import path from 'node:path';
import type { AttachRequest, AttachResult } from '../../agent/attach/attach';
import type { Delivery } from '../../agent/attach/take-out';
import { inspectProcess } from '../inspector/inspect-process';
import { findOutOfReach, type OutOfReach } from './out-of-reach';

/** File of dist/ that the process loads. */
const AGENT = path.join(__dirname, 'attach.js');
/** Longest time that requests under way get, and then the delivery of what was recorded. */
const PATIENCE_MS = 5_000;

/** Result of attaching, with what is out of reach where the agent is at work. */
export interface Attachment {
  readonly result: AttachResult;
  readonly outOfReach: OutOfReach | undefined;
}

/** Loads the agent into a process. */
export function attachTo(pid: number, request: AttachRequest): Promise<Attachment> {
  return inspectProcess(pid, async inspection => {
    const call = `${LOAD_AGENT}.attach(${JSON.stringify(request)})`;
    const result = (await inspection.evaluate(call)) as AttachResult;
    if (!result.isAttached) return { result, outOfReach: undefined };
    // The agent is at work: a search that fails is no failure.
    const outOfReach = await findOutOfReach(inspection, result.replaced).catch(() => undefined);
    return { result, outOfReach };
  });
}

/** Result of detaching. */
export interface Detachment {
  /** Null if this agent was not attached. */
  readonly delivery: Delivery | null;
  /** File of an agent that is at work in the process all the same: preloaded, or of another installation. */
  readonly other: string | null;
}

/** Takes the agent out of a process. */
export function detachFrom(pid: number): Promise<Detachment> {
  const delivery = `${IS_LOADED} ? (await ${LOAD_AGENT}.detach(${PATIENCE_MS})) ?? null : null`;
  const expression = `{ delivery: ${delivery}, other: globalThis[Symbol.for('otel-agent.copy')] ?? null }`;
  return inspectProcess(
    pid,
    ({ evaluate }) => evaluate(`(${expression})`, 3 * PATIENCE_MS + 5_000) as Promise<Detachment>,
  );
}

const FILE = JSON.stringify(AGENT);
const LOAD_AGENT = `load('module').createRequire(${FILE})(${FILE})`;
const IS_LOADED = `(${FILE} in load('module')._cache)`;
