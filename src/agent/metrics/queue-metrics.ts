import { type Attributes, type Meter, type Observable, ValueType } from '@opentelemetry/api';
import { componentNames, exporterAttributes, type NameComponent } from '../export/pipelines/component-names';
import type { Pipeline } from '../export/pipelines/pipeline';
import type { ExportQueue } from '../export/queue/queue-types';
import type { Signal } from '../export/types';

/** Names of a signal's items in metrics. */
const NAMES: Readonly<Record<Signal, { item: string; unit: string }>> = {
  traces: { item: 'span', unit: '{span}' },
  logs: { item: 'log', unit: '{log_record}' },
  metrics: { item: 'metric_data_point', unit: '{data_point}' },
};

/** Reasons of drops before an exporter had the items. */
const BEFORE_EXPORT = new Set(['queue_full', 'not_encodable', 'keep_full']);

/**
 * Measures queues and spool at each collection (OTEL_AGENT_SELF_METRICS). Names and attributes are OpenTelemetry's
 * "Semantic conventions for OpenTelemetry SDK metrics", which know no disk: it has names of its own. At each moment
 *
 *     ended + spool.claimed = processed + queue.size + inflight + spool.waiting
 *     processed without error.type = exported, with and without error.type
 *
 * Data points have no processor: `exported` holds all that are done, `inflight` all that wait in memory.
 */
export function observeQueues(meter: Meter, pipelines: readonly Pipeline[]): void {
  const instruments = createInstruments(meter);
  meter.addBatchObservableCallback(
    result => {
      const nameOf = componentNames();
      for (const pipeline of pipelines) {
        // The pipelines of OTEL_AGENT_LEAN=off are OpenTelemetry's own.
        const queue = pipeline.way?.queue;
        if (queue === undefined) continue;
        for (const [name, value, attributes] of measure(pipeline, queue, nameOf))
          result.observe(instruments.get(name)!, value, attributes);
      }
    },
    [...instruments.values()],
  );
}

type Measured = readonly [instrument: string, value: number, attributes: Attributes];

function* measure(pipeline: Pipeline, queue: ExportQueue, nameOf: NameComponent): Iterable<Measured> {
  const { signal, spool, stats } = pipeline;
  const { item } = NAMES[signal];
  const { sentItems, droppedItems, waitingItems, spooledItems, queuedItems } = stats();
  const exporter = exporterAttributes(pipeline, nameOf);
  const hasProcessor = signal !== 'metrics';
  const drops = Object.entries(droppedItems);
  const isExported = ([why]: [string, number]) => !(hasProcessor && BEFORE_EXPORT.has(why));
  const failed = drops.filter(isExported);
  const inMemory = waitingItems - spooledItems;
  // The queue does not know those that are being gathered.
  const inFlight = hasProcessor ? queue.stats().waitingItems - spooledItems - queuedItems : inMemory;

  const exported = `otel.sdk.exporter.${item}.exported`;
  yield [exported, sentItems, exporter];
  for (const [why, items] of failed) yield [exported, items, { ...exporter, 'error.type': why }];
  yield [`otel.sdk.exporter.${item}.inflight`, inFlight, exporter];

  if (hasProcessor) {
    const processor = nameOf(`batching_${item}_processor`);
    const processed = `otel.sdk.processor.${item}.processed`;
    yield [processed, failed.reduce((sum, [, items]) => sum + items, sentItems), processor];
    for (const drop of drops)
      if (!isExported(drop)) yield [processed, drop[1], { ...processor, 'error.type': drop[0] }];
    yield [`otel.sdk.processor.${item}.queue.size`, inMemory - inFlight, processor];
  }

  if (spool === undefined) return;
  const { written, claimed, delivered } = spool.counts;
  yield ['otel_agent.spool.written', written, exporter];
  yield ['otel_agent.spool.claimed', claimed, exporter];
  yield ['otel_agent.spool.delivered', delivered, exporter];
  yield ['otel_agent.spool.waiting', spooledItems, exporter];
}

function createInstruments(meter: Meter): Map<string, Observable> {
  const instruments = new Map<string, Observable>();
  const counter = (name: string, unit: string, description: string) =>
    instruments.set(
      name,
      meter.createObservableCounter(name, { unit, description, valueType: ValueType.INT }),
    );
  const sum = (name: string, unit: string, description: string) =>
    instruments.set(
      name,
      meter.createObservableUpDownCounter(name, { unit, description, valueType: ValueType.INT }),
    );

  for (const { item, unit } of Object.values(NAMES)) {
    counter(`otel.sdk.exporter.${item}.exported`, unit, 'Acknowledged by the receiver, or dropped.');
    sum(
      `otel.sdk.exporter.${item}.inflight`,
      unit,
      'Passed to the exporter, and neither exported nor dropped.',
    );
    if (item === 'metric_data_point') continue;
    counter(`otel.sdk.processor.${item}.processed`, unit, 'Exported, or dropped before that.');
    sum(`otel.sdk.processor.${item}.queue.size`, unit, 'Waiting in memory.');
  }
  counter('otel_agent.spool.written', '{item}', 'Moved from memory to the disk.');
  counter('otel_agent.spool.claimed', '{item}', 'Found on disk, of processes that have gone.');
  counter('otel_agent.spool.delivered', '{item}', 'Read from the disk and acknowledged by the receiver.');
  sum('otel_agent.spool.waiting', '{item}', 'Waiting on disk.');
  return instruments;
}
