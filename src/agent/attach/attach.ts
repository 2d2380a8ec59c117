/*
 * dist/attach.js: puts the agent into a process that is running already, and takes it out again. `otel-agent attach` loads
 * it by its path through the process's inspector.
 */
import path from 'node:path';
import { version } from '../../../package.json';
import type { RunningAgent } from '../agent';
import { decide } from '../boot/guard/decide';
import { claimThread } from '../boot/guard/first-copy';
import { gatherFacts } from '../boot/guard/gather-facts';
import { describeTool } from '../boot/guard/rules/describe-tool';
import { bannerOf } from '../instrument/coverage/banner';
import { packageVersion } from '../upstream/package-version';
import { forgetFiles } from './forget-files';
import { type OpenSpans, watchOpenSpans } from './open-spans';
import { type Reached, reachLoaded } from './reach-loaded';
import { type HostBefore, rememberHost } from './remember-host';
import { sayAlways } from './say-always';
import { type Delivery, takeOut } from './take-out';

/** Request of `otel-agent attach`. */
export interface AttachRequest {
  /** Settings by environment name; they count more than the process's own environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** User and process that ask: `root (process 4711)`. */
  readonly by: string;
  /** Takes the agent out after this time, even if nobody asks. */
  readonly forMs: number | undefined;
}

/** The agent is at work, or the guard has refused. */
export type AttachResult =
  | ({ readonly isAttached: true; readonly sends: string } & Reached)
  | { readonly isAttached: false; readonly reason: string }
  /** For a copy that is attached already, and stays as it is. */
  | { readonly isAttached: false; readonly isAlready: true }
  | { readonly isAttached: false; readonly other: OtherCopy };

/** Copy of the agent that was preloaded, or attached from another installation. */
export interface OtherCopy {
  readonly file: string;
  /** Undefined where no package.json tells it. */
  readonly version: string | undefined;
  /** Start of the process in ms since 1970. */
  readonly processStartMs: number;
}

interface Attached {
  readonly running: RunningAgent;
  readonly openSpans: OpenSpans;
  readonly before: HostBefore;
  readonly timer: NodeJS.Timeout | undefined;
}

let attached: Attached | undefined;

/** Puts the agent into this process, if the guard lets it. An error leaves the process as it was. */
export function attach({ settings, by, forMs }: AttachRequest): AttachResult {
  if (attached !== undefined) return { isAttached: false, isAlready: true };
  const facts = gatherFacts(process.argv[1], describeTool);
  const env = { ...facts.env, ...settings };
  const { instrument, reason } = decide({ ...facts, env });
  if (!instrument) {
    if (facts.otherCopy !== undefined) {
      // It may have its files here, and needs its globals.
      delete require.cache[__filename];
      return { isAttached: false, other: describeCopy(facts.otherCopy) };
    }
    leave(rememberHost());
    return { isAttached: false, reason };
  }
  const before = rememberHost();
  try {
    claimThread(__filename);
    const { start }: typeof import('../start') = require('./agent.js');
    const script = facts.givenScript ?? facts.script;
    const running = start(env, script, undefined, { isAttached: true });
    if (running === undefined) {
      leave(before);
      return { isAttached: false, reason: 'the configuration file disables it, or cannot be used' };
    }
    const { config } = running.settings;
    const reached = reachLoaded(running.instrumentations.lazy);
    const timer = forMs === undefined ? undefined : setTimeout(detach, forMs).unref();
    attached = { running, openSpans: watchOpenSpans(running), before, timer };
    const sends = bannerOf(config, version, running.telemetry.resource.attributes['service.name']);
    sayAlways(`attached by ${by}: ${sends}`);
    return { isAttached: true, sends, ...reached };
  } catch (error) {
    leave(before);
    throw error;
  }
}

function describeCopy(file: string): OtherCopy {
  return {
    file,
    version: packageVersion(path.join(path.dirname(file), '..')),
    processStartMs: Date.now() - process.uptime() * 1000,
  };
}

/** Undoes a start that has not come to its end. */
function leave(before: HostBefore): void {
  before.restore();
  forgetFiles(path.dirname(__filename));
}

/**
 * Takes the agent out: the process is as before. Requests that it traces may end first, and recorded items are delivered, for
 * at most `patienceMs` each. Undefined if it is not attached.
 */
export async function detach(patienceMs = 5_000): Promise<Delivery | undefined> {
  if (attached === undefined) return undefined;
  const { running, openSpans, before, timer } = attached;
  attached = undefined;
  clearTimeout(timer);
  const delivery = await takeOut(running, openSpans, patienceMs);
  before.restoreGlobals();
  forgetFiles(path.dirname(__filename));
  sayAlways(`detached: ${delivery.sent} items delivered, ${delivery.lost} lost`);
  return delivery;
}
