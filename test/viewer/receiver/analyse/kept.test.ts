import {
  OPERATION_SPANS,
  operationStats,
} from '../../../../src/viewer/receiver/analyse/operations/operations';
import { prepareOverview } from '../../../../src/viewer/receiver/analyse/prepare-overview';
import { serviceMap } from '../../../../src/viewer/receiver/analyse/service-map';
import { serviceStates } from '../../../../src/viewer/receiver/analyse/services/service-states';
import { Segment } from '../../../../src/viewer/receiver/store/segment';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { messageFrom, otlpJson, type SpanSketch, START_MS } from '../make-traces';

/** Requests of a front and the service below it. Every third one's second span comes a round later. */
function round(n: number): SpanSketch[] {
  return Array.from({ length: 300 }, (_, at) => {
    const number = n * 300 + at;
    const trace = (number + 1).toString(16);
    const late = at % 3 === 0 ? number - 300 : number;
    const from = number * 10;
    const front: SpanSketch = {
      ...{ trace, id: 'a', service: 'front', name: `GET /${at % 7}`, kind: 'server' as const },
      ...{ from, to: from + 20 + (at % 11), ...(at % 13 === 0 && { error: 'no' }) },
    };
    const below: SpanSketch = {
      ...{ trace: (late + 1).toString(16), id: 'b', parent: 'a', service: `below-${at % 2}` },
      ...{ name: 'POST /work', kind: 'server' as const, from: late * 10 + 1, to: late * 10 + 5 + (at % 5) },
    };
    return late < 0 ? [front] : [front, below];
  }).flat();
}

/** Windows of all that is there, and of a part that begins and ends within segments. */
const windowsOf = (rounds: number) => [
  { sinceMs: START_MS - 1000, untilMs: START_MS + rounds * 3000 + 60_000 },
  { sinceMs: START_MS + 1234, untilMs: START_MS + rounds * 3000 - 777 },
];

/** A request with one resource for each service: a resource for each span takes long to read. */
function requestOf(n: number): Uint8Array {
  const { resourceSpans } = otlpJson(round(n)) as { resourceSpans: ResourceSpans[] };
  const services = new Map<string, ResourceSpans>();
  for (const each of resourceSpans) {
    const key = JSON.stringify(each.resource);
    const known = services.get(key);
    if (known === undefined) services.set(key, each);
    else known.scopeSpans.push(...each.scopeSpans);
  }
  return messageFrom({ resourceSpans: [...services.values()] }, ExportRequest.traces);
}

interface ResourceSpans {
  readonly resource: object;
  readonly scopeSpans: object[];
}

const answersOf = (stores: Stores, rounds: number) =>
  windowsOf(rounds).map(window => ({
    operations: OPERATION_SPANS.map(spans => operationStats(stores.spans, { window, buckets: 7, spans })),
    map: serviceMap(stores.spans, window),
    services: serviceStates(stores, window),
  }));

test('what is kept of segments gives the same answers as reading them anew, while late spans come and old traces leave', () => {
  const ROUNDS = 10;
  const asked = createStores(400_000);
  for (let n = 0; n < ROUNDS; n++) {
    asked.inbox.take('traces', requestOf(n));
    answersOf(asked, n + 1);
    if (n % 5 !== 4) continue;
    const fresh = createStores(400_000);
    for (let before = 0; before <= n; before++) fresh.inbox.take('traces', requestOf(before));
    expect(answersOf(asked, n + 1)).toEqual(answersOf(fresh, n + 1));
  }
  expect(asked.spans.counts.departedTraces).toBeGreaterThan(0);
  expect(asked.spans.segments.length).toBeGreaterThan(4);
});

test('a prepared overview looks at no span of full segments again', async () => {
  const stores = createStores(400_000);
  for (let n = 0; n < 4; n++) stores.inbox.take('traces', requestOf(n));
  await prepareOverview(stores.spans);
  const looks = jest.spyOn(Segment.prototype, 'kindOf');
  try {
    const [window] = windowsOf(4);
    operationStats(stores.spans, { window: window!, buckets: 7, spans: 'entries' });
    serviceMap(stores.spans, window!);
    const inFull = looks.mock.contexts.filter(segment => (segment as Segment).isSealed);
    expect(stores.spans.segments.length).toBeGreaterThan(2);
    expect(inFull).toEqual([]);
  } finally {
    looks.mockRestore();
  }
});
