import path from 'node:path';
import { driveLoad, type Load } from '../../src/demo/drive-load';
import { openShop } from '../../src/demo/open-shop';
import { prepareShop } from '../../src/demo/prepare-shop';
import type { Receiver } from '../../src/receiver/receiver';

const ROOT = path.join(__dirname, '..', '..');

/** The first requests compile the services' code and are slow for no reason of theirs. */
const WARM_UP = 60;

/**
 * Runs the demo's shop under load until it has served so many requests. Their spans are in the receiver when it is done;
 * those of a warm-up are not.
 */
export async function runShop(receiver: Receiver, requests: number): Promise<void> {
  const { NODE_OPTIONS: _, ...plainEnv } = process.env;
  const agentEnv = {
    ...plainEnv,
    NODE_OPTIONS: `--require ${JSON.stringify(path.join(ROOT, 'dist', 'preload.js'))}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.grpcPort}`,
  };
  const folder = await prepareShop({
    folder: path.join(ROOT, 'examples', 'shop'),
    env: plainEnv,
    say: () => {},
  });
  const shop = await openShop(folder, service => (service.isOurs ? agentEnv : plainEnv));
  const load = driveLoad(shop.url);
  await served(load, WARM_UP);
  receiver.spans.clear();
  await served(load, WARM_UP + requests);
  await load.stop();
  await shop.close();
}

async function served({ counts }: Load, requests: number): Promise<void> {
  while (counts.requests < requests) await new Promise(resolve => setTimeout(resolve, 100));
}
