import { rmSync } from 'node:fs';
import { type Collector, startCollector } from '../services/collector/start-collector';
import type { Certificates } from '../services/create-certificates';
import { type Relay, startRelay } from './relay';
import type { Cell } from './run-cell';
import { type ScriptedReceiver, startScriptedReceiver } from './scripted-receiver';
import { spanCounter } from './span-count';

/** Receiver of a cell, with whichever of its parts the fault acts on. */
export interface Receiver {
  readonly port: number;
  readonly collector?: Collector;
  readonly relay?: Relay;
  readonly scripted?: ScriptedReceiver;
  /** How often each span has arrived. */
  arrivals(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** Opens the receiver of a cell. */
export async function openReceiver(
  { fault, protocol }: Cell,
  tls: Pick<Certificates, 'server'> | undefined,
): Promise<Receiver> {
  if (fault.receiver === 'scripted') {
    const scripted = await startScriptedReceiver(protocol);
    return {
      port: scripted.port,
      scripted,
      arrivals: async () => scripted.arrivals,
      close: async () => scripted.close(),
    };
  }
  const collector = await startCollector({ ...fault.collector, ...(tls && { tls: tls.server }) });
  const port = collector.ports[protocol === 'grpc' ? 'grpc' : 'http'];
  const relay = fault.receiver === 'relay' ? await startRelay(port) : undefined;
  if (fault.isDownAtStart) await collector.down();
  return {
    port: relay?.port ?? port,
    collector,
    ...(relay && { relay }),
    arrivals: spanCounter(collector.file),
    async close() {
      relay?.close();
      // Nobody reads it any more, which would hold up the relays of other cells for seconds.
      rmSync(collector.file, { force: true });
      await collector.stop();
    },
  };
}
