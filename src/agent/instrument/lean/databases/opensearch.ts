import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/opensearch.generated.json';
import { patchTransport, type Transport } from './opensearch/patch-transport';

/** Makes spans of the requests of OpenSearch's client, above those of HTTP. What is searched for is not shown. */
export class OpensearchInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { prototype } = Object(exports) as { prototype?: Transport };
    if (!name.endsWith('Transport.js') || typeof prototype?.request !== 'function') return [];
    return [patchTransport(prototype, this.instruments)];
  }
}
