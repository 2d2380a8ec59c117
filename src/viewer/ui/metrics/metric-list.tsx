import { useRef } from 'preact/hooks';
import type { Instrument } from '../../receiver/analyse/metrics/instruments';
import { ServiceTag } from '../parts/service-tag';
import { useCurrentInSight } from '../parts/use-current-in-sight';
import { change, hrefOf, place } from '../state/place';
import { useShortcut } from '../state/shortcuts';

/** Instruments by service; a search narrows them down. */
export function MetricList({
  instruments,
  selected,
}: {
  readonly instruments: readonly Instrument[];
  readonly selected: Instrument | undefined;
}) {
  const list = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useCurrentInSight(list, selected && `${selected.service} ${selected.name}`);
  const { parameters } = place.value;
  const wanted = (parameters.get('find') ?? '').toLowerCase();
  const found = instruments.filter(({ name, service, description }) =>
    `${name} ${service} ${description}`.toLowerCase().includes(wanted),
  );
  const at = selected === undefined ? -1 : found.indexOf(selected);
  const move = (to: number) => {
    const next = found[Math.max(0, Math.min(found.length - 1, to))];
    if (next !== undefined) change(choiceOf(next), { replace: true });
  };
  useShortcut('/', 'Find a metric', () => input.current!.focus());
  useShortcut('j', 'Next metric', () => move(at + 1));
  useShortcut('k', 'Previous metric', () => move(at - 1));
  return (
    <nav class="card metric-list" aria-label="Metrics" ref={list}>
      <input
        ref={input}
        type="search"
        aria-label="Find a metric"
        placeholder="Find a metric"
        value={parameters.get('find') ?? ''}
        onInput={event => change({ find: event.currentTarget.value }, { replace: true })}
        onKeyDown={event => event.key === 'Escape' && input.current!.blur()}
      />
      {found.length === 0 && <p class="none">No metric has this name.</p>}
      {servicesOf(found).map(service => (
        <section key={service} aria-label={service}>
          <h3>
            <ServiceTag name={service} />
          </h3>
          {found
            .filter(each => each.service === service)
            .map(instrument => (
              <a
                key={instrument.name}
                href={hrefOf('/metrics', { ...keptOf(parameters), ...choiceOf(instrument) })}
                aria-current={instrument === selected ? 'true' : undefined}
                title={`${instrument.name}\n${instrument.description}`.trim()}
              >
                {instrument.name}
              </a>
            ))}
        </section>
      ))}
    </nav>
  );
}

/** Parameters that choose an instrument; what was chosen for another is taken away. */
function choiceOf({ service, name }: Instrument) {
  return { service, metric: name, split: undefined, stat: undefined, q: undefined };
}

/** The time and the search stay. */
function keptOf(parameters: URLSearchParams) {
  const names = ['find', 'last', 'since', 'until'];
  return Object.fromEntries(names.map(name => [name, parameters.get(name) ?? undefined]));
}

function servicesOf(instruments: readonly Instrument[]): string[] {
  return [...new Set(instruments.map(({ service }) => service))];
}
