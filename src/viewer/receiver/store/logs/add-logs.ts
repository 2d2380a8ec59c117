import { eachScope } from '../../wire/scopes';
import { OriginFinder } from '../origins';
import type { Taken } from '../traces/add-traces';
import type { LogStore } from './log-store';

/** Takes in an ExportLogsServiceRequest that `checkRequest` has passed. */
export function addLogs(store: LogStore, request: Uint8Array): Taken {
  let accepted = 0;
  const origins = new OriginFinder();
  eachScope(request, scope => {
    scope.eachItem(item => {
      const chunk = store.open();
      chunk.add(item, origins.of(chunk.origins, scope));
      store.count++;
      accepted++;
    });
  });
  store.version++;
  store.keepWithinBounds();
  return { accepted, rejected: 0 };
}
