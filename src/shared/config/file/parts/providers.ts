import { type Component, report } from '../into';
import { exporters, prometheus } from './exporters';
import { choice, list, map, nothing, own, type Part, unable } from './part';
import { sampler } from './sampler';
import { numberOf, setting } from './values';
import { INSTRUMENT_TYPES, views } from './views';

const NO_DEPTH = 'attributes are cut by length and number only';
const NO_CONFIGURATOR =
  'OTEL_INSTRUMENTATION_<NAME>_ENABLED turns instrumentations off: instrumentation/development';

/** `attribute_limits` of all signals. */
export const attributeLimits: Part = map({
  attribute_value_length_limit: setting('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
  attribute_count_limit: setting('OTEL_ATTRIBUTE_COUNT_LIMIT'),
  attribute_value_depth_limit: unable(NO_DEPTH, 64),
});

/** `tracer_provider`. */
export const tracerProvider: Part = map({
  processors: list(
    component(
      'traces',
      processor('BSP', {
        exporter: exporters('TRACES'),
      }),
    ),
  ),
  limits: map({
    attribute_value_length_limit: setting('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    attribute_count_limit: setting('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'),
    attribute_value_depth_limit: unable(NO_DEPTH, 64),
    event_count_limit: setting('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    link_count_limit: setting('OTEL_SPAN_LINK_COUNT_LIMIT'),
    event_attribute_count_limit: setting('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    link_attribute_count_limit: setting('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  }),
  sampler,
  id_generator: choice({ random: nothing }),
  'tracer_configurator/development': unable(NO_CONFIGURATOR),
});

/** `logger_provider`. */
export const loggerProvider: Part = map({
  processors: list(component('logs', processor('BLRP', { exporter: exporters('LOGS') }))),
  limits: map({
    attribute_value_length_limit: setting('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    attribute_count_limit: setting('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'),
    attribute_value_depth_limit: unable(NO_DEPTH, 64),
  }),
  'logger_configurator/development': unable(NO_CONFIGURATOR),
});

const NO_PRODUCERS = 'no producer of metrics but the SDK is known here';

/** `meter_provider`. */
export const meterProvider: Part = map({
  readers: list(
    component(
      'metrics',
      choice({
        periodic: map({
          interval: setting('OTEL_METRIC_EXPORT_INTERVAL'),
          timeout: setting('OTEL_METRIC_EXPORT_TIMEOUT'),
          'max_export_batch_size/development': own((node, key, into) => {
            const maxExportBatchSize = numberOf(node, key, into, { min: 1 });
            const { component: reader } = into;
            if (maxExportBatchSize !== undefined && reader !== undefined)
              reader.reader = { ...reader.reader, maxExportBatchSize };
          }),
          exporter: exporters('METRICS'),
          producers: unable(NO_PRODUCERS),
          cardinality_limits: cardinalityLimits(),
        }),
        pull: map({
          exporter: choice({ 'prometheus/development': scraped(), prometheus: scraped() }),
          producers: unable(NO_PRODUCERS),
          cardinality_limits: unable('the Prometheus exporter has no such limits'),
        }),
      }),
    ),
  ),
  views,
  exemplar_filter: setting('OTEL_METRICS_EXEMPLAR_FILTER'),
  'meter_configurator/development': unable(NO_CONFIGURATOR),
});

function scraped(): Part {
  return {
    ...prometheus,
    read(node, key, into) {
      const { line, column } = node.place;
      const source = { kind: 'file', name: into.file, line, column, key } as const;
      into.texts.set('OTEL_METRICS_EXPORTER', { text: 'prometheus', raw: 'prometheus', source });
      prometheus.read(node, key, into);
    },
  };
}

function processor(prefix: 'BSP' | 'BLRP', { exporter }: { readonly exporter: Part }): Part {
  return choice(
    {
      batch: map({
        schedule_delay: setting(`OTEL_${prefix}_SCHEDULE_DELAY`),
        export_timeout: setting(`OTEL_${prefix}_EXPORT_TIMEOUT`),
        max_queue_size: setting(`OTEL_${prefix}_MAX_QUEUE_SIZE`),
        max_export_batch_size: setting(`OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`),
        exporter,
      }),
      simple: map({ exporter: { ...exporter, places: [] } }),
      ...(prefix === 'BLRP' && {
        'event_to_span_event_bridge/development': unable('events are not copied to spans'),
      }),
    },
    (name, _node, _key, { component }) => {
      if (component !== undefined) component.isSimple = name === 'simple';
    },
  );
}

/** Processor or reader: its settings are its own. One without a usable exporter is left out. */
function component(signal: Component['signal'], part: Part): Part {
  return {
    ...part,
    read(node, key, into) {
      const made: Component = { signal, texts: new Map(), isSimple: false, reader: {}, problems: [] };
      const before = into.found.problems.length;
      part.read(node, key, { ...into, texts: made.texts, component: made });
      if (made.isLeftOut) return;
      if (made.texts.has(`OTEL_${signal.toUpperCase()}_EXPORTER`)) into.found.components.push(made);
      else if (into.found.problems.length === before) report(into, key, node, 'has no exporter');
    },
  };
}

function cardinalityLimits(): Part {
  const limit = (name: string) =>
    own((node, key, into) => {
      const value = numberOf(node, key, into, { min: 1 });
      const { component } = into;
      if (value === undefined || component === undefined) return;
      const cardinalityLimits = { ...component.reader.cardinalityLimits, [name]: value };
      component.reader = { ...component.reader, cardinalityLimits };
    });
  return map(Object.fromEntries(['default', ...INSTRUMENT_TYPES].map(name => [name, limit(name)])));
}
