import { MetricDataField, MetricField, NumberPointField, WireType } from '../../../../shared/otlp/fields';
import { readText, within } from '../../wire/read-value';
import type { Reader } from '../../wire/reader';
import { Metric } from '../../wire/schema/metrics';
import { eachScope } from '../../wire/scopes';
import { OriginFinder } from '../origins';
import type { Taken } from '../traces/add-traces';
import type { MetricStore } from './metric-store';

const NAME = (MetricField.name << 3) | WireType.bytes;
const POINTS = (MetricDataField.dataPoints << 3) | WireType.bytes;
/** Number and wire type of a point's time are alike in all five types. */
const TIME = (NumberPointField.timeUnixNano << 3) | WireType.fixed64;

/** Takes in an ExportMetricsServiceRequest that `checkRequest` has passed. */
export function addMetrics(store: MetricStore, request: Uint8Array): Taken {
  let accepted = 0;
  const origins = new OriginFinder();
  eachScope(request, scope => {
    scope.eachItem(item => {
      const { at, end } = item;
      const { name, points, newestMs } = glance(item);
      accepted += points;
      const chunk = store.open();
      const index = chunk.append(request, at, end, origins.of(chunk.origins, scope));
      chunk.timeMs[index] = newestMs;
      chunk.describe(index, name, points);
      store.count++;
    });
  });
  store.version++;
  store.keepWithinBounds();
  return { accepted, rejected: 0 };
}

interface Glance {
  name: string;
  points: number;
  /** Unix milliseconds; 0 without a point. */
  newestMs: number;
}

/** Reads of a metric what its columns need. */
function glance(reader: Reader): Glance {
  const seen: Glance = { name: '', points: 0, newestMs: 0 };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === NAME) seen.name = readText(reader);
    else if (isData(tag)) within(reader, data => glanceAtData(data, seen));
    else reader.skip(tag);
  }
  return seen;
}

function isData(tag: number): boolean {
  const message = Metric.byNumber[tag >>> 3]?.message;
  return (tag & 7) === WireType.bytes && message?.byNumber[MetricDataField.dataPoints]?.name === 'dataPoints';
}

function glanceAtData(reader: Reader, seen: Glance): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== POINTS) reader.skip(tag);
    else {
      seen.points++;
      seen.newestMs = Math.max(seen.newestMs, within(reader, timeIn));
    }
  }
}

function timeIn(reader: Reader): number {
  let ms = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== TIME) reader.skip(tag);
    else {
      reader.fixed64();
      ms = (reader.high * 2 ** 32 + reader.low) / 1e6;
    }
  }
  return ms;
}
