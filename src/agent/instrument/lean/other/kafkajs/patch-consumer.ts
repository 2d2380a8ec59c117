import { withProperty } from '../../../../upstream/wrapping/with-property';
import { patchFunction } from '../../patch-function';
import { measureRequests } from './instruments';
import { tracingBatch } from './trace-batch';
import { tracingMessage } from './trace-message';
import type { Client, Consumer, Method } from './types';

interface RunConfig {
  readonly eachMessage?: unknown;
  readonly eachBatch?: unknown;
}

/** Has the handlers of a consumer traced, by a copy of what `run` is given. */
export function patchConsumer(client: Client, consumer: Consumer): void {
  const { run: original } = consumer;
  const { run }: { run: Method } = {
    run(...args) {
      const [config] = args as [RunConfig | undefined];
      if (typeof config === 'object' && config !== null) args[0] = traced(client, config);
      return original.apply(this, args);
    },
  };
  patchFunction(consumer, 'run', run);
  measureRequests(client.instruments, consumer);
}

function traced(client: Client, config: RunConfig): RunConfig {
  const { eachMessage, eachBatch } = config;
  let result = config;
  if (typeof eachMessage === 'function')
    result = withProperty(result, 'eachMessage', tracingMessage(client, eachMessage as Method));
  if (typeof eachBatch === 'function')
    result = withProperty(result, 'eachBatch', tracingBatch(client, eachBatch as Method));
  return result;
}
