import type { ServiceName } from './servers/service';
import { isLeftOut } from './services';

/** jest's `describe`, or `describe.skip` when one of these services is knowingly left out of the run. */
export function describeWith(...names: ServiceName[]): jest.Describe {
  return names.some(isLeftOut) ? describe.skip : describe;
}
