import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { rateFormat } from '../format/number';
import { ErrorMessage, Loading } from '../parts/message';
import { changes } from '../state/live';
import { place } from '../state/place';
import { timeParameters } from '../state/time-choice';
import { useTitle } from '../state/title';
import { AnswerCards } from './answer-cards';
import { ServiceMapView } from './map/service-map';
import { OperationsTable } from './operations-table';

/** State of all services: the two answers, the map, and every operation's rate, errors and durations. */
export function OverviewPage() {
  useTitle('Overview');
  const { parameters } = place.value;
  const time = timeParameters();
  const spans = parameters.get('spans') ?? undefined;
  const overview = useAnswer(ask.overview({ ...time, spans, buckets: 30 }), changes.value);
  const answers = useAnswer(ask.answers(time), changes.value);
  if (overview.value === undefined)
    return overview.error ? <ErrorMessage error={overview.error} /> : <Loading />;
  const { window, operations, map } = overview.value;
  const seconds = (window.untilMs - window.sinceMs) / 1000;
  const counts = [...map.nodes, ...map.edges, ...operations].map(({ count }) => count);
  // The map and the table have one unit.
  const formatRate = rateFormat(counts.map(count => count / seconds));
  return (
    <div class="page overview">
      <h1 class="unseen">Overview</h1>
      <AnswerCards answers={answers.value} />
      <ServiceMapView
        map={map}
        seconds={seconds}
        rateOf={count => formatRate(count / seconds)}
        chosen={parameters.get('service') ?? undefined}
      />
      <OperationsTable operations={operations} formatRate={formatRate} />
    </div>
  );
}
