import path from 'node:path';
import { viewerRoutes } from '../../../src/viewer/receiver/api/viewer-routes';
import { type Receiver, startReceiver } from '../../../src/viewer/receiver/receiver';
import { createStores } from '../../../src/viewer/receiver/stores';

/** A receiver on free ports with the web viewer as it was built. */
export function startViewer(): Promise<Receiver> {
  const stores = createStores(128 * 2 ** 20);
  const uiFolder = path.join(__dirname, '..', '..', '..', 'dist', 'ui');
  return startReceiver({
    httpPort: 0,
    grpcPort: 0,
    stores,
    routes: limits => viewerRoutes(stores, uiFolder, limits),
  });
}
