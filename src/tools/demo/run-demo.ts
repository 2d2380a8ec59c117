import { setTimeout as sleep } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../viewer/receiver/receiver';
import { allRoutes, type Console } from '../../viewer/receiver/run-view';
import { watchSettled } from '../../viewer/receiver/settled-traces';
import { createStores } from '../../viewer/receiver/stores';
import { mcpRoutes } from '../mcp/routes';
import { driveLoad, type Load } from './drive-load';
import { isFree } from './free-ports';
import { openShop, type Shop } from './open-shop';
import { prepareShop } from './prepare-shop';
import { ShopError } from './shop-error';
import { showExamples } from './show-examples';
import { summarize } from './summary';
import { warmUp } from './warm-up';

/** Request of `otel-agent demo`, and the files it needs. */
export interface DemoOptions {
  /** Seconds until it ends by itself; undefined for never. */
  readonly seconds: number | undefined;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly shopFolder: string;
  readonly shopArchive: string;
  readonly bundler: string;
  readonly uiFolder: string;
  /** Environment for processes without the agent. */
  readonly plainEnv: NodeJS.ProcessEnv;
  /** Environment for services: with the agent, and these settings for it. */
  readonly agentEnv: (settings: { readonly [name: string]: string }) => NodeJS.ProcessEnv;
}

const MAX_BYTES = 128 * 2 ** 20;
const PROGRESS_MS = 2000;

/**
 * Runs the shop under load, with the agent in its services and a receiver for their spans, until time is up or the user
 * ends it. Then prints a summary. Rejects with a ShopError if the shop does not run or no span arrives.
 */
export async function runDemo(options: DemoOptions, { out, stopped }: Console): Promise<void> {
  const say = (line: string) => out.write(`${line}\n`);
  const { shopFolder, shopArchive, bundler, plainEnv, agentEnv } = options;
  const folder = await prepareShop({
    folder: shopFolder,
    archive: shopArchive,
    bundler,
    env: plainEnv,
    say,
  });
  const receiver = await startDemoReceiver(options);
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.grpcPort}`,
    OTEL_BSP_SCHEDULE_DELAY: '500',
  };
  let stopWatching = () => {};
  try {
    say(introductionTo(receiver));
    const shop = await openShop(folder, service => (service.isOurs ? agentEnv(settings) : plainEnv));
    await warmUp(shop.url, receiver.spans, Promise.race([shop.broken, stopped]));
    stopWatching = watchSettled(receiver.spans, {
      quietMs: 1500,
      everyMs: 500,
      onSettled: showExamples(receiver.spans, out),
    });
    await runShop(shop, receiver, { seconds: options.seconds, stopped, say });
  } finally {
    stopWatching();
    await receiver.close();
  }
}

/** Prefers the standard ports, so that people's own services show up beside the shop's. */
async function startDemoReceiver(options: DemoOptions): Promise<Receiver> {
  const { httpPort, grpcPort } = options;
  const stores = createStores(MAX_BYTES);
  const areFree = (await isFree(httpPort)) && (await isFree(grpcPort));
  const ports = areFree ? { httpPort, grpcPort } : { httpPort: 0, grpcPort: 0 };
  return startReceiver({
    ...ports,
    stores,
    routes: limits => allRoutes(stores, { uiFolder: options.uiFolder, moreRoutes: mcpRoutes }, limits),
  });
}

async function runShop(
  shop: Shop,
  receiver: Receiver,
  {
    seconds,
    stopped,
    say,
  }: { seconds: number | undefined; stopped: Promise<unknown>; say: (line: string) => void },
): Promise<void> {
  const load = driveLoad(shop.url);
  const progress = setInterval(() => say(progressOf(load, receiver)), PROGRESS_MS);
  try {
    const timeUp = seconds === undefined ? new Promise(() => {}) : sleep(seconds * 1000);
    const broken = await Promise.race([
      shop.broken,
      stopped.then(() => undefined),
      timeUp.then(() => undefined),
    ]);
    if (broken !== undefined) throw new ShopError(`the shop broke down: ${broken}`);
  } finally {
    clearInterval(progress);
    await load.stop();
    await shop.close();
  }
  const { requests, failed } = load.counts;
  say(`\n${requests} requests were made, ${failed} of them failed.\n${summarize(receiver.spans)}`);
  if (receiver.spans.counts.spans === 0)
    throw new ShopError('the services ran, but none of their spans arrived');
}

function introductionTo({ url, grpcPort }: Receiver): string {
  return [
    'A tea shop of four services (Express, Fastify, node:http, TypeScript) with PostgreSQL opens now.',
    'It holds no line of OpenTelemetry: each service is started with',
    '  NODE_OPTIONS="--require otel-agent"',
    'One of them, inventory, is a bundle by esbuild, made with the plugin of otel-agent/bundler.',
    '',
    `Viewer: ${url}/   (OTLP over gRPC on port ${grpcPort})`,
    '',
    'Three faults to find: some checkouts take more than half a second, some fail with 500, and some quotes are slow.',
    `Which call makes them slow?     ${url}/compare`,
    `Where do the failures begin?    ${url}/errors`,
    `Which function do they wait for? otel-agent ask profile POST /quotes --service checkout --url ${url}`,
    '',
  ].join('\n');
}

function progressOf({ counts }: Load, { spans }: Receiver): string {
  const { requests, failed, slow } = counts;
  const kept = spans.counts;
  return `${requests} requests, ${slow} slow, ${failed} failed; ${kept.spans} spans in ${kept.traces} traces`;
}
