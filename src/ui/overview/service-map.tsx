import { useMemo } from 'preact/hooks';
import type { MapEdge, MapNode, ServiceMap } from '../../receiver/analyse/service-map';
import { formatDuration } from '../format/duration';
import { formatMany, formatRate, formatShare } from '../format/number';
import { Icon } from '../parts/icon';
import { hrefWith } from '../state/place';
import { hueOf } from '../state/services';
import { BOX, curveThrough, layOutMap, type PlacedEdge, type Point } from './lay-out-map';

/** Who calls whom, with rate, errors and p95 of the calls. A service that is clicked narrows the table down to it. */
export function ServiceMapView({
  map,
  seconds,
  chosen,
}: {
  readonly map: ServiceMap;
  readonly seconds: number;
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
  const current = new Map(map.edges.map(edge => [keyOf(edge), edge]));
  const edges = layout.edges.map(placed => ({ ...placed, edge: current.get(keyOf(placed.edge))! }));
  return (
    <section class="card map" aria-labelledby="map-title">
      <h2 id="map-title">
        Service map <small>calls: rate, errors, p95</small>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <div class="map-scroll" tabIndex={0} role="group" aria-label="Service map">
        <div class="map-area" style={{ width: `${layout.width}px`, height: `${layout.height}px` }}>
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
            {edges.map(({ edge, points }) => (
              <path
                key={keyOf(edge)}
                class={edge.errors > 0 ? 'edge failing' : 'edge'}
                d={curveThrough(points)}
                stroke-width={1 + Math.min(3, Math.log10(1 + edge.count / seconds))}
                marker-end="url(#tip)"
              />
            ))}
          </svg>
          {map.nodes.map(node => (
            <MapBox
              key={node.name}
              node={node}
              seconds={seconds}
              at={layout.boxes.get(node.name)!}
              isChosen={node.name === chosen}
            />
          ))}
          {edges.map(placed => (
            <EdgeLabel key={keyOf(placed.edge)} placed={placed} seconds={seconds} />
          ))}
        </div>
      </div>
    </section>
  );
}

function MapBox({
  node,
  seconds,
  at,
  isChosen,
}: {
  readonly node: MapNode;
  readonly seconds: number;
  readonly at: Point;
  readonly isChosen: boolean;
}) {
  const { name, type, count, errors, p95Ns } = node;
  const content = (
    <>
      <span class="name">
        <Icon name={type} />
        <span>{name}</span>
      </span>
      <span class="numbers">
        {formatRate(count / seconds)}
        {errors > 0 && <em class="failing"> {formatShare(errors / count)} errors</em>}
        <span> p95 {formatDuration(p95Ns)}</span>
      </span>
    </>
  );
  const place = {
    left: `${at.x}px`,
    top: `${at.y}px`,
    width: `${BOX.width}px`,
    height: `${BOX.height}px`,
  };
  if (type !== 'service') {
    return (
      <div class="box" style={place} title={name}>
        {content}
      </div>
    );
  }
  return (
    <a
      class={`box ${hueOf(name)}`}
      style={place}
      title={isChosen ? 'Show all operations' : `Show operations of ${name}`}
      aria-current={isChosen ? 'true' : undefined}
      href={hrefWith({ service: isChosen ? undefined : name })}
    >
      {content}
    </a>
  );
}

function EdgeLabel({
  placed: { edge, label },
  seconds,
}: {
  readonly placed: PlacedEdge<MapEdge>;
  readonly seconds: number;
}) {
  const { from, to, count, errors, p50Ns, p95Ns, p99Ns } = edge;
  const title =
    `${from} calls ${to}: ${formatMany(count, 'call')}, ${formatMany(errors, 'error')}; ` +
    `p50 ${formatDuration(p50Ns)}, p95 ${formatDuration(p95Ns)}, p99 ${formatDuration(p99Ns)}`;
  return (
    <div class="edge-label" style={{ left: `${label.x}px`, top: `${label.y}px` }} title={title}>
      <span class="unseen">
        {from} calls {to}:{' '}
      </span>
      <span>
        {formatRate(count / seconds)}
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
