import type { MapEdge, ServiceMap } from '../../../receiver/analyse/service-map';
import { formatInColumn } from '../../format/duration';
import { formatShare } from '../../format/number';
import { Icon } from '../../parts/icon';
import { ServiceTag } from '../../parts/service-tag';
import { hrefWith } from '../../state/place';
import { hueOf } from '../../state/services';
import { findParts } from './find-parts';
import { sortIntoLayers } from './sort-into-layers';

/** Times that something happened in the window, as a rate in the unit of the map. */
export type RateOf = (count: number) => string;

/** The map for narrow screens: each service in the order of calls, with its calls below it. */
export function CallList({
  map: { nodes, edges },
  rateOf,
  chosen,
}: {
  readonly map: ServiceMap;
  readonly rateOf: RateOf;
  readonly chosen: string | undefined;
}) {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const names = findParts([...byName.keys()], edges).flatMap(part => {
    const layers = sortIntoLayers(part.names, part.edges);
    return [...part.names].sort((a, b) => layers.get(a)! - layers.get(b)!);
  });
  const services = names.map(name => byName.get(name)!).filter(({ type }) => type === 'service');
  return (
    <ul class="call-list" aria-label="Service map">
      {services.map(({ name, count, errors, p95Ns }) => (
        <li key={name}>
          <a
            class={`caller ${hueOf(name)}`}
            aria-current={name === chosen ? 'true' : undefined}
            href={hrefWith({ service: name === chosen ? undefined : name })}
          >
            <ServiceTag name={name} />
            <Numbers count={count} errors={errors} p95Ns={p95Ns} rateOf={rateOf} />
          </a>
          <ul>
            {edges
              .filter(edge => edge.from === name)
              .map(edge => (
                <li key={edge.to} class="callee">
                  <span class="to">
                    <span aria-hidden="true">→</span> <span class="unseen">calls </span>
                    {byName.get(edge.to)!.type === 'service' ? (
                      <ServiceTag name={edge.to} />
                    ) : (
                      <span class="service">
                        <Icon name={byName.get(edge.to)!.type} /> <span class="service-name">{edge.to}</span>
                      </span>
                    )}
                  </span>
                  <Numbers {...edge} rateOf={rateOf} />
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Numbers({
  count,
  errors,
  p95Ns,
  rateOf,
}: Pick<MapEdge, 'count' | 'errors' | 'p95Ns'> & { readonly rateOf: RateOf }) {
  return (
    <span class="numbers">
      <span class="rate">{rateOf(count)}</span>
      <em class="failing"> {errors > 0 && formatShare(errors / count)}</em>
      <span>
        <span class="unseen">p95 </span>
        {formatInColumn(p95Ns)}
      </span>
    </span>
  );
}
