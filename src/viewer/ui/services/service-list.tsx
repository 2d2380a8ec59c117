import { useRef } from 'preact/hooks';
import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatAgo } from '../format/time';
import { ServiceTag } from '../parts/service-tag';
import { useCurrentInSight } from '../parts/use-current-in-sight';
import { change, hrefWith } from '../state/place';
import { useShortcut } from '../state/shortcuts';
import { verdictOn } from './verdict';

/** Services by name, each with the judgement on it. */
export function ServiceList({
  services,
  selected,
  now,
}: {
  readonly services: readonly ServiceState[];
  readonly selected: ServiceState | undefined;
  readonly now: number;
}) {
  const list = useRef<HTMLElement>(null);
  useCurrentInSight(list, selected?.service);
  const at = selected === undefined ? -1 : services.indexOf(selected);
  const move = (to: number) => {
    const next = services[Math.max(0, Math.min(services.length - 1, to))];
    if (next !== undefined) change({ service: next.service }, { replace: true });
  };
  useShortcut('j', 'Next service', () => move(at + 1));
  useShortcut('k', 'Previous service', () => move(at - 1));
  return (
    <nav class="card service-list" aria-label="Services" ref={list}>
      {services.map(state => {
        const { tone, text } = verdictOn(state);
        return (
          <a
            key={state.service}
            href={hrefWith({ service: state.service })}
            aria-current={state === selected ? 'true' : undefined}
            title={state.service}
          >
            <ServiceTag name={state.service} />
            <span class={`judgement ${tone}`}>{text}</span>
            <span class="age">{formatAgo(state.lastSeenMs, now)}</span>
          </a>
        );
      })}
    </nav>
  );
}
