import { WireType } from '../../otlp/fields';
import { checkMessage } from '../wire/check-message';
import type { Reader } from '../wire/reader';
import { ExportRequest, Metric } from '../wire/schema';
import { eachItem, scopesOf } from '../wire/scopes';
import type { Taken } from './add-traces';

/** Checks an ExportMetricsServiceRequest and counts its data points. The viewer shows no metrics, so it keeps none. */
export function countMetrics(request: Uint8Array): Taken {
  checkMessage(request, ExportRequest.metrics);
  let accepted = 0;
  for (const scope of scopesOf(request))
    eachItem(request, scope, metric => (accepted += countPoints(metric)));
  return { accepted, rejected: 0 };
}

function countPoints(reader: Reader): number {
  let points = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const data = Metric.byNumber[tag >>> 3]?.message;
    if (data === undefined || (tag & 7) !== WireType.bytes) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    for (let inner = reader.tag(); inner !== 0; inner = reader.tag()) {
      if (data.byNumber[inner >>> 3] !== undefined) points++;
      reader.skip(inner);
    }
    reader.leave(outer);
  }
  return points;
}
