import { driveLoad } from '../../../src/tools/demo/drive-load';
import { warmUp } from '../../../src/tools/demo/warm-up';
import { viewerRoutes } from '../../../src/viewer/receiver/api/viewer-routes';
import { startReceiver } from '../../../src/viewer/receiver/receiver';
import { createStores } from '../../../src/viewer/receiver/stores';
import { openTestShop } from '../../backends/open-test-shop';
import { runCli } from '../cli/run-cli';

jest.setTimeout(120_000);

test('the function that makes quotes slow is found: a price that is quadratic in the basket', async () => {
  const stores = createStores(128 * 2 ** 20);
  const viewer = await startReceiver({
    httpPort: 0,
    grpcPort: 0,
    stores,
    routes: limits => viewerRoutes(stores, '', limits),
  });
  const shop = await openTestShop({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${viewer.grpcPort}`,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  const load = driveLoad(shop.url);
  try {
    await warmUp(shop.url, viewer.spans, shop.broken);
    const question = ['ask', 'profile', 'POST', '/quotes', '--service', 'checkout', '--seconds', '8'];
    const { code, stdout, stderr } = await runCli([...question, '--url', viewer.url, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { functions, requests, blocks } = JSON.parse(stdout);
    expect(functions[0].name).toMatch(/^(countAlike|priceOfUnits)$/);
    expect(functions[0].place).toMatch(/checkout\/price\.js:\d+:\d+$/);
    expect(functions[0].share).toBeGreaterThan(0.5);
    expect(requests.cpuMs).toBeGreaterThan(requests.databaseMs + requests.remoteMs);
    expect(blocks[0].stack.join('\n')).toMatch(/priceOfUnits .*price\.js/);
  } finally {
    await load.stop();
    await shop.close();
    await viewer.close();
  }
});
