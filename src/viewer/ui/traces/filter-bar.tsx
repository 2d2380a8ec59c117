import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { changes } from '../state/live';
import { change, hrefWith } from '../state/place';
import type { Filters } from './compose-query';

/** Filters beside the query: services, operation, status, duration. */
export function FilterBar({ filters }: { readonly filters: Filters }) {
  const { services, operation, status, min, max } = filters;
  const isFiltered =
    services.length > 0 || [operation, status, min, max, filters.query].some(each => each !== '');
  return (
    <div class="filters">
      <ServiceFilter chosen={services} />
      <OperationFilter services={services} operation={operation} />
      <select
        aria-label="Errors"
        value={status}
        onChange={event => change({ status: event.currentTarget.value })}
      >
        <option value="">With and without errors</option>
        <option value="error">With errors</option>
        <option value="ok">Without errors</option>
      </select>
      <DurationFilter name="min" label="Shortest duration" placeholder="from 0 ms" value={min} />
      <DurationFilter name="max" label="Longest duration" placeholder="to any" value={max} />
      {isFiltered && (
        <a class="reset" href={hrefWith(NO_FILTERS)}>
          Reset
        </a>
      )}
    </div>
  );
}

const NO_FILTERS = {
  service: undefined,
  operation: undefined,
  status: undefined,
  min: undefined,
  max: undefined,
  since: undefined,
  until: undefined,
  q: undefined,
};

function ServiceFilter({ chosen }: { readonly chosen: readonly string[] }) {
  const known = useAnswer(ask.services(), changes.value).value?.data ?? [];
  const all = [...new Set([...known, ...chosen])].sort();
  const toggle = (service: string) =>
    change({
      service: chosen.includes(service) ? chosen.filter(each => each !== service) : [...chosen, service],
    });
  const label =
    chosen.length === 0 ? 'All services' : chosen.length === 1 ? chosen[0] : `${chosen.length} services`;
  return (
    <details class="menu">
      <summary class="field">
        <Icon name="filter" /> <span class="cut">{label}</span>
      </summary>
      <fieldset class="sheet">
        <legend class="unseen">Services</legend>
        {all.map(service => (
          <label key={service} class="item">
            <input type="checkbox" checked={chosen.includes(service)} onChange={() => toggle(service)} />
            <ServiceTag name={service} />
          </label>
        ))}
        {chosen.length > 0 && (
          <button type="button" class="item" onClick={() => change({ service: undefined })}>
            All services
          </button>
        )}
      </fieldset>
    </details>
  );
}

function OperationFilter({
  services,
  operation,
}: {
  readonly services: readonly string[];
  readonly operation: string;
}) {
  const only = services.length === 1 ? services[0] : undefined;
  const known = useAnswer(ask.operations(only), changes.value).value?.data ?? [];
  return (
    <>
      <input
        class="operation"
        type="text"
        list="operations"
        aria-label="Operation"
        placeholder="All operations"
        value={operation}
        onChange={event => change({ operation: event.currentTarget.value })}
      />
      <datalist id="operations">
        {[...new Set(known.map(({ name }) => name))].map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

function DurationFilter({
  name,
  label,
  placeholder,
  value,
}: {
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
}) {
  return (
    <input
      class="duration"
      type="text"
      aria-label={label}
      title={`${label}: 500ms, 1.5s`}
      placeholder={placeholder}
      value={value}
      onChange={event => change({ [name]: event.currentTarget.value })}
    />
  );
}
