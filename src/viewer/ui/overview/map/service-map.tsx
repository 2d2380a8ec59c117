import { useMemo, useRef, useState } from 'preact/hooks';
import type { MapEdge, ServiceMap } from '../../../receiver/analyse/service-map';
import { formatDuration } from '../../format/duration';
import { formatMany, formatShare } from '../../format/number';
import { useWidth } from '../../parts/use-width';
import { CallList, type RateOf } from './call-list';
import { layOutMap, type PlacedEdge } from './lay-out-map';
import { MapBox } from './map-box';
import { curveThrough } from './place-labels';

/** Width in pixels below which a list of the calls replaces the map. */
const LEAST_WIDTH = 600;

/** Map of calls between services, with rate, errors and p95. A click on a service narrows the table down to it. */
export function ServiceMapView({
  map,
  seconds,
  rateOf,
  chosen,
}: {
  readonly map: ServiceMap;
  readonly seconds: number;
  readonly rateOf: RateOf;
  readonly chosen: string | undefined;
}) {
  const card = useRef<HTMLElement>(null);
  const width = useWidth(card);
  return (
    <section class="card map" ref={card} aria-labelledby="map-title">
      <h2 id="map-title">
        Service map <small>calls: rate, errors, p95</small>
      </h2>
      {width > 0 && width < LEAST_WIDTH && <CallList map={map} rateOf={rateOf} chosen={chosen} />}
      {width >= LEAST_WIDTH && <Drawing map={map} seconds={seconds} rateOf={rateOf} chosen={chosen} />}
    </section>
  );
}

function Drawing({
  map,
  seconds,
  rateOf,
  chosen,
}: {
  readonly map: ServiceMap;
  readonly seconds: number;
  readonly rateOf: RateOf;
  readonly chosen: string | undefined;
}) {
  const shape = JSON.stringify([
    map.nodes.map(node => node.name),
    map.edges.map(edge => [edge.from, edge.to]),
  ]);
  // Numbers alone move nothing.
  const layout = useMemo(
    () =>
      layOutMap(
        map.nodes.map(node => node.name),
        map.edges,
      ),
    [shape],
  );
  // Name of the service, or key of the call, that the pointer or the keyboard is at.
  const [pointed, setPointed] = useState<string | undefined>();
  const current = new Map(map.edges.map(edge => [keyOf(edge), edge]));
  const edges = layout.edges.map(placed => ({ ...placed, edge: current.get(keyOf(placed.edge))! }));
  const isRelated = (edge: MapEdge) => [edge.from, edge.to, keyOf(edge)].includes(pointed ?? '');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
    <div class="map-scroll" tabIndex={0} role="group" aria-label="Service map">
      <div
        class={pointed === undefined ? 'map-area' : 'map-area pointing'}
        style={{ width: `${layout.width}px`, height: `${layout.height}px` }}
      >
        <svg width={layout.width} height={layout.height} aria-hidden="true">
          <defs>
            <marker
              id="tip"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8Z" />
            </marker>
          </defs>
          {edges.map(placed => (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only brings the call out
            <g
              key={keyOf(placed.edge)}
              class={isRelated(placed.edge) ? 'call related' : 'call'}
              onMouseEnter={() => setPointed(keyOf(placed.edge))}
              onMouseLeave={() => setPointed(undefined)}
            >
              <path class="reach" d={curveThrough(placed)} />
              <path
                class={placed.edge.errors > 0 ? 'edge failing' : 'edge'}
                d={curveThrough(placed)}
                stroke-width={1 + Math.min(3, Math.log10(1 + placed.edge.count / seconds))}
                marker-end="url(#tip)"
              />
            </g>
          ))}
        </svg>
        {map.nodes.map(node => (
          <MapBox
            key={node.name}
            node={node}
            rateOf={rateOf}
            at={layout.boxes.get(node.name)!}
            isChosen={node.name === chosen}
            onPoint={isAt => setPointed(isAt ? node.name : undefined)}
          />
        ))}
        {edges.map(placed => (
          <EdgeLabel
            key={keyOf(placed.edge)}
            placed={placed}
            rateOf={rateOf}
            isRelated={isRelated(placed.edge)}
            onPoint={isAt => setPointed(isAt ? keyOf(placed.edge) : undefined)}
          />
        ))}
      </div>
    </div>
  );
}

function EdgeLabel({
  placed: { edge, label },
  rateOf,
  isRelated,
  onPoint,
}: {
  readonly placed: PlacedEdge<MapEdge>;
  readonly rateOf: RateOf;
  readonly isRelated: boolean;
  readonly onPoint: (isAt: boolean) => void;
}) {
  const { from, to, count, errors, p50Ns, p95Ns, p99Ns } = edge;
  const title =
    `${from} calls ${to}: ${formatMany(count, 'call')}, ${formatMany(errors, 'error')}; ` +
    `p50 ${formatDuration(p50Ns)}, p95 ${formatDuration(p95Ns)}, p99 ${formatDuration(p99Ns)}`;
  const classes = ['edge-label'];
  if (isRelated) classes.push('related');
  else if (label.isCrowded) classes.push('unseen');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only brings the call out
    <div
      class={classes.join(' ')}
      style={{ left: `${label.x}px`, top: `${label.y}px` }}
      title={title}
      onMouseEnter={() => onPoint(true)}
      onMouseLeave={() => onPoint(false)}
    >
      <span class="unseen">
        {from} calls {to}:{' '}
      </span>
      <span>
        {rateOf(count)}
        {errors > 0 && <em class="failing"> {formatShare(errors / count)}</em>}
      </span>
      <span class="p95">
        <span class="unseen">p95 </span>
        {formatDuration(p95Ns)}
      </span>
    </div>
  );
}

function keyOf({ from, to }: MapEdge): string {
  return JSON.stringify([from, to]);
}
