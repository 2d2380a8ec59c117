import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driveLoad } from '../../src/demo/drive-load';
import { openShop } from '../../src/demo/open-shop';
import { prepareShop } from '../../src/demo/prepare-shop';
import { warmUp } from '../../src/demo/warm-up';
import type { Receiver } from '../../src/receiver/receiver';

const ROOT = path.join(__dirname, '..', '..');

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
    OTEL_BSP_SCHEDULE_DELAY: '200',
  };
  const folder = await prepareShop({
    folder: path.join(ROOT, 'examples', 'shop'),
    archive: path.join(ROOT, 'dist', 'shop.json'),
    env: plainEnv,
    say: () => {},
  });
  const shop = await openShop(folder, service => (service.isOurs ? agentEnv : plainEnv));
  await warmUp(shop.url, receiver.spans, shop.broken);
  const load = driveLoad(shop.url);
  while (load.counts.requests < requests) await sleep(50);
  await load.stop();
  await shop.close();
}
