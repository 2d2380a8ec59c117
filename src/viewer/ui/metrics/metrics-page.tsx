import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { Code } from '../parts/code';
import { Message } from '../parts/message';
import { changes } from '../state/live';
import { place } from '../state/place';
import { useTitle } from '../state/title';
import { MetricList } from './metric-list';
import { MetricView } from './metric-view';

/** Metrics of services: a list, and the chosen one over time. */
export function MetricsPage() {
  const { parameters } = place.value;
  const { value } = useAnswer(ask.metrics(), changes.value);
  const service = parameters.get('service');
  const name = parameters.get('metric');
  const instruments = value?.instruments ?? [];
  const selected =
    instruments.find(each => each.name === name && each.service === service) ??
    (name === null ? (instruments.find(each => each.service === service) ?? instruments[0]) : undefined);
  useTitle(selected === undefined ? 'Metrics' : `${selected.name} · Metrics`);
  if (value !== undefined && instruments.length === 0) return <NoMetrics />;
  return (
    <div class="page metrics-page">
      <h1 class="unseen">Metrics</h1>
      <MetricList instruments={instruments} selected={selected} />
      {selected !== undefined && (
        <MetricView key={`${selected.service} ${selected.name}`} instrument={selected} />
      )}
      {value !== undefined && selected === undefined && (
        <Message title="This metric is not here">
          <p>
            {service} has sent no metric {name}, or it has left to make room.
          </p>
        </Message>
      )}
    </div>
  );
}

function NoMetrics() {
  return (
    <Message title="No metric has arrived">
      <p>
        The agent sends metrics of requests, of the event loop, heap and garbage collection every minute, and
        at the end of the process. Every ten seconds:
      </p>
      <Code text="OTEL_METRIC_EXPORT_INTERVAL=10000 node --require otel-agent app.js" />
    </Message>
  );
}
