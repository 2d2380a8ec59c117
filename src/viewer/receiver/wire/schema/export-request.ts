import { ExportRequestField, ResourceItemsField, ScopeItemsField } from '../../../../shared/otlp/fields';
import { Resource, Scope } from './common';
import { LogRecord } from './logs';
import { type Message, many, message, one } from './message';
import { Metric } from './metrics';
import { Span } from './traces';

/** The three export requests (opentelemetry/proto/collector); a line of the Collector's file exporter is one of them. */
export const ExportRequest = {
  traces: request('ExportTraceServiceRequest', 'Spans', 'spans', Span),
  logs: request('ExportLogsServiceRequest', 'Logs', 'logRecords', LogRecord),
  metrics: request('ExportMetricsServiceRequest', 'Metrics', 'metrics', Metric),
} as const;

function request(name: string, plural: string, items: string, item: Message): Message {
  const scope = one(ScopeItemsField.scope, 'scope', Scope);
  const scopeItems = message(
    `Scope${plural}`,
    [scope, many(ScopeItemsField.items, items, item), one(ScopeItemsField.schemaUrl, 'schemaUrl', 'string')],
    { instrumentationLibrary: scope },
  );
  const scopes = many(ResourceItemsField.scopeItems, `scope${plural}`, scopeItems);
  const resourceItems = message(
    `Resource${plural}`,
    [
      one(ResourceItemsField.resource, 'resource', Resource),
      scopes,
      one(ResourceItemsField.schemaUrl, 'schemaUrl', 'string'),
    ],
    { [`instrumentationLibrary${plural}`]: scopes },
  );
  return message(name, [many(ExportRequestField.resourceItems, `resource${plural}`, resourceItems)]);
}
