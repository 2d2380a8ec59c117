import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { ErrorMessage, Loading, Message } from '../parts/message';
import { changes } from '../state/live';
import { place } from '../state/place';
import { timeParameters } from '../state/time-choice';
import { useTitle } from '../state/title';
import { ServiceList } from './service-list';
import { ServiceView } from './service-view';
import { useNow } from './use-now';

/** Coverage and health by service: a list, and the chosen service in full. */
export function ServicesPage() {
  const { value, error } = useAnswer(ask.serviceStates(timeParameters()), changes.value);
  const name = place.value.parameters.get('service');
  const services = value?.services ?? [];
  const selected = name === null ? services[0] : services.find(({ service }) => service === name);
  useTitle(selected === undefined ? 'Services' : `${selected.service} · Services`);
  const now = useNow();
  if (value === undefined) return error ? <ErrorMessage error={error} /> : <Loading />;
  return (
    <div class="page services-page">
      <h1 class="unseen">Services</h1>
      <ServiceList services={services} selected={selected} now={now} />
      {selected === undefined ? (
        <Message title="This service is not here">
          <p>{name} has sent nothing, or it has left to make room.</p>
        </Message>
      ) : (
        <ServiceView key={selected.service} state={selected} now={now} />
      )}
    </div>
  );
}
