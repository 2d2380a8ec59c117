import { prepareOverview } from './analyse/prepare-overview';
import { viewerRoutes } from './api/viewer-routes';
import { countOf } from './count-of';
import { openFiles } from './files/open-files';
import { checkSaveTarget, saveFile } from './files/save-file';
import { type Receiver, startReceiver } from './receiver';
import type { BodyLimits } from './server/body/read-body';
import type { Routes } from './server/http-server';
import { watchSettled } from './settled-traces';
import { newestTraces } from './store/traces/newest-traces';
import { createStores, type Stores } from './stores';
import { type Output, printTraces } from './terminal/trace-printer';

/** Options of `otel-agent view`. */
export interface ViewOptions {
  readonly files: readonly string[];
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly maxBytes: number;
  readonly terminal: boolean;
  /** File to save the stores to at the end. */
  readonly save: string | undefined;
  /** Folder of the built web UI. */
  readonly uiFolder: string;
  /** Answers further requests, before the viewer's own routes. */
  readonly moreRoutes?: ((stores: Stores, limits: BodyLimits) => Routes) | undefined;
}

/** Output streams of a command, and its end. */
export interface Console {
  readonly out: Output;
  readonly err: Output;
  /** Settles when the user wants the command to end. */
  readonly stopped: Promise<unknown>;
}

/** Maximum of trees in a second: nobody reads more. */
const TREES_A_SECOND = 3;
const QUIET_MS = 1200;
/** Maximum of trees from files; the newest traces are shown. */
const MAX_FILE_TREES = 200;

/**
 * Runs the viewer until it is stopped. With files and `terminal` it prints their traces and is done: nothing listens.
 * Rejects with a ListenError or a FileError, whose messages are sentences for the user.
 */
export async function runView(options: ViewOptions, { out, err, stopped }: Console): Promise<void> {
  const stores = createStores(options.maxBytes);
  const say = (sentence: string) => err.write(`${sentence}\n`);
  if (options.save !== undefined) await checkSaveTarget(options.save);
  for (const sentence of await openFiles(options.files, stores.inbox)) say(sentence);
  if (options.terminal && options.files.length > 0) {
    printTraces(stores.spans, newestTraces(stores.spans, MAX_FILE_TREES).reverse(), out);
  } else {
    const receiver = await startReceiver({
      ...options,
      stores,
      routes: limits => allRoutes(stores, options, limits),
      onNotice: say,
    });
    void prepareOverview(stores.spans);
    await follow(receiver, options.terminal, out, stopped);
    await receiver.close();
  }
  if (options.save !== undefined) say(await saveFile(options.save, stores, say));
}

/** The viewer's routes, and further ones before them. */
export function allRoutes(
  stores: Stores,
  { uiFolder, moreRoutes }: Pick<ViewOptions, 'uiFolder' | 'moreRoutes'>,
  limits: BodyLimits,
): Routes {
  const own = viewerRoutes(stores, uiFolder, limits);
  const more = moreRoutes?.(stores, limits);
  if (more === undefined) return own;
  return async (request, response, url) =>
    (await more(request, response, url)) || own(request, response, url);
}

async function follow(
  receiver: Receiver,
  terminal: boolean,
  out: Output,
  stopped: Promise<unknown>,
): Promise<void> {
  out.write(welcome(receiver, terminal));
  const stopWatching = terminal
    ? watchSettled(receiver.spans, {
        quietMs: QUIET_MS,
        everyMs: 1000,
        onSettled: refs => printTraces(receiver.spans, refs, out, TREES_A_SECOND),
      })
    : undefined;
  await stopped;
  stopWatching?.();
  out.write(farewell(receiver));
}

function welcome({ url, host, httpPort, grpcPort }: Receiver, terminal: boolean): string {
  const where = terminal ? 'Traces are printed here as they come.' : `Open ${url}/`;
  return `${where}\nListening for OTLP on ${host}: gRPC on port ${grpcPort}, HTTP on port ${httpPort}. Ctrl-C ends it.\n\n`;
}

function farewell({ spans, inbox }: Receiver): string {
  const { traces, departedTraces } = spans.counts;
  const left = departedTraces > 0 ? `; ${departedTraces} left to make room (--max-memory)` : '';
  return `\nReceived ${countOf(inbox.counts.traces.accepted, 'span')}; ${countOf(traces, 'trace')} here${left}.\n`;
}
