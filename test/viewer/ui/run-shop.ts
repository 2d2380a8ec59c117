import { setTimeout as sleep } from 'node:timers/promises';
import { driveLoad } from '../../../src/tools/demo/drive-load';
import { warmUp } from '../../../src/tools/demo/warm-up';
import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { openTestShop } from '../../backends/open-test-shop';

/**
 * Runs the demo's shop under load until it has served so many requests. Their spans are in the receiver when it is done;
 * those of a warm-up are not.
 */
export async function runShop(receiver: Receiver, requests: number): Promise<void> {
  const shop = await openTestShop({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.grpcPort}`,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  await warmUp(shop.url, receiver.spans, shop.broken);
  const load = driveLoad(shop.url);
  while (load.counts.requests < requests) await sleep(50);
  await load.stop();
  await shop.close();
}
