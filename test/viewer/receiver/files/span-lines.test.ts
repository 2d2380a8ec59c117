import { otlpLines } from '../../../../src/viewer/receiver/files/otlp-lines';
import { SpanLines } from '../../../../src/viewer/receiver/files/span-lines/span-lines';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { jsonToMessage } from '../../../../src/viewer/receiver/wire/json-to-message';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { otlpJson, type SpanSketch, traceIdOf } from '../make-traces';

const MEMORY = 2 ** 24;
const ID = '"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331"';
const TIMES = '"startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225600250000000"';

/** A line with these spans, and members around them. */
const lineOf = (spans: string, scope = '', resource = '') =>
  `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[${spans}]${scope}}]${resource}}]}`;
const withAttributes = (...attributes: readonly string[]) =>
  attributes.map(list => `{${ID},${TIMES},"attributes":[${list}]}`).join(',');
const text = (key: string, value: string) => `{"key":"${key}","value":{"stringValue":"${value}"}}`;

/** Lines that were read into segments, and of which of them it was said that they have another form. */
function readLines(lines: readonly string[], memory = MEMORY): { stores: Stores; refused: number[] } {
  const stores = createStores(memory);
  const reader = new SpanLines(stores.inbox.segmentLimits, segment =>
    // As it arrives from another thread.
    stores.inbox.takeSegment(structuredClone(segment)),
  );
  const refused = [...lines.keys()].filter(at => !isTaken(reader, lines[at]!));
  reader.flush();
  return { stores, refused };
}

function isTaken(reader: SpanLines, line: string): boolean {
  try {
    return reader.take(Buffer.from(line));
  } catch (error) {
    expect((error as Error).name).toBe('MalformedError');
    return false;
  }
}

/** The same lines by way of a request each. */
function takeRequests(lines: readonly string[], memory = MEMORY): { stores: Stores; refused: number[] } {
  const stores = createStores(memory);
  const refused: number[] = [];
  for (const [at, line] of lines.entries()) {
    try {
      stores.inbox.take('traces', jsonToMessage(Buffer.from(line), ExportRequest.traces));
    } catch {
      refused.push(at);
    }
  }
  return { stores, refused };
}

/** Each span with its scope and resource. */
function contentsOf(stores: Stores): string[] {
  const spans: string[] = [];
  for (const line of otlpLines(stores)) {
    const [{ scopeSpans, ...resource }] = JSON.parse(line).resourceSpans;
    const [{ spans: items, ...scope }] = scopeSpans;
    for (const span of items) spans.push(JSON.stringify({ ...resource, ...scope, span }));
  }
  return spans.sort();
}

function expectAlike(lines: readonly string[], memory = MEMORY): Stores {
  const read = readLines(lines, memory);
  const taken = takeRequests(lines, memory);
  expect(read.refused).toEqual(taken.refused);
  expect(contentsOf(read.stores)).toEqual(contentsOf(taken.stores));
  expect(read.stores.inbox.counts).toEqual(taken.stores.inbox.counts);
  const { bytes: _, ...counts } = read.stores.spans.counts;
  expect(taken.stores.spans.counts).toMatchObject(counts);
  return read.stores;
}

describe('lines with spans are read as requests with them are', () => {
  test.each([
    ['usual spans', lineOf(withAttributes(text('route', '/a'), text('route', '/b')))],
    ['no spans', lineOf('')],
    [
      'members of the span that are lists and messages',
      lineOf(
        `{${ID},${TIMES},"name":"n","kind":3,"flags":257,"traceState":"a=b","parentSpanId":"00f067aa0ba902b7","droppedAttributesCount":2,"events":[{"timeUnixNano":"1767225600000000001","name":"e","attributes":[${text('k', 'v')}]}],"links":[{${ID}}],"status":{"code":2,"message":"no"}}`,
      ),
    ],
    [
      'escapes, and letters beyond ASCII',
      lineOf(`{${ID},${TIMES},"name":"a\\"é\\u00e9","attributes":[${text('k', 'a\\nb')},${text('é', '€')}]}`),
    ],
    [
      'ids in base64, enums by name, times as numbers',
      lineOf(
        '{"traceId":"CvdlGRbNQ92ESOshHIAxnA==","spanId":"t61rcWkgMzE=","kind":"SPAN_KIND_SERVER","startTimeUnixNano":1767225600000000000,"endTimeUnixNano":1767225600000000001,"status":{"code":"STATUS_CODE_ERROR"}}',
      ),
    ],
    [
      'space between all',
      `  {"resourceSpans":[ { "scopeSpans" : [ { "spans" : [ { ${ID} , "kind" : 2 , ${TIMES} , "attributes" : [ ${text('k', 'v')} , ${text('l', 'w')} ] } ] } ] } ]}`.trim(),
    ],
    [
      'names that mean nothing, and nulls',
      lineOf(`{"x":[{}],${ID},"kind":null,"attributes":null,"status":null,${TIMES}}`, ',"y":1', ',"z":{}'),
    ],
    [
      'a resource and a scope behind their spans',
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{${ID}}],"schemaUrl":"u","scope":{"name":"late"}},{"spans":[{${ID}}]}],"schemaUrl":"v","resource":{"attributes":[${text('service.name', 'late')}]}}]}`,
    ],
    [
      'values of every kind',
      lineOf(
        withAttributes(
          [
            '{"boolValue":true}',
            '{"doubleValue":1.5}',
            '{"intValue":"-7"}',
            '{"intValue":9}',
            '{"bytesValue":"AQI="}',
            '{"arrayValue":{"values":[{"intValue":"1"}]}}',
            '{"kvlistValue":{"values":[]}}',
            '{}',
            'null',
          ]
            .map(value => `{"key":"k","value":${value}}`)
            .join(','),
          '{},{"value":{"stringValue":"v"}},{"key":"k"}',
        ),
      ),
    ],
    [
      'ids that are missing, zero or too short',
      lineOf(
        `{"traceId":"${'0'.repeat(32)}","spanId":"b7ad6b7169203331"},{"spanId":"b7ad6b7169203331"},{"traceId":"0af7","spanId":"b7ad6b7169203331"},{${ID},"parentSpanId":""},{${ID},"parentSpanId":"0000000000000000"}`,
      ),
    ],
    ['an id that is no id', lineOf('{"traceId":"xaf7651916cd43dd8448eb211c80319c"}')],
    [
      'members that come twice',
      lineOf(
        `{${ID},"kind":2,"kind":3,"attributes":[${text('k', 'v')}],"attributes":[${text('l', 'w')}],"status":{"code":2},"status":{"message":"m"}}`,
      ),
    ],
    [
      'kinds and flags that are large, signed or fractions',
      lineOf(['99', '-1', '2.0', '1e1', '02'].map(kind => `{${ID},"kind":${kind},"flags":70000}`).join(',')),
    ],
    [
      'a number with zeros before it',
      lineOf(withAttributes('{"key":"n","value":{"intValue":1}},{"key":"n","value":{"intValue":01}}')),
    ],
    ['a list that is none', '{"resourceSpans":[{"scopeSpans":[{"spans":"none"}]}]}'],
    ['a resource that is too large', lineOf(`{${ID}}`, '', `,"schemaUrl":"${'u'.repeat(2 ** 18)}"`)],
  ])('%s', (_, line) => {
    const usual = lineOf(withAttributes(text('k', 'before')));
    expectAlike([usual, line, line, usual]);
  });

  test('values that share a place among the recent, and keys in any order', () => {
    const values = Array.from(
      { length: 500 },
      (_, n) => `${String.fromCharCode(97 + (n % 23))}${(n * 7919) % 1000}z`,
    );
    const lists = values.map((value, n) => {
      const attributes = [
        text('a', value),
        text('b', `${value}-long-enough-for-words`),
        text(`c${n % 5}`, value),
        `{"key":"n","value":{"intValue":"${n % 40}"}}`,
      ];
      return [...attributes.slice(n % 4), ...attributes.slice(0, n % 4)].join(',');
    });
    expectAlike([lineOf(withAttributes(...lists)), lineOf(withAttributes(...lists))]);
  });

  test('a line that breaks off anywhere leaves nothing', () => {
    const whole = lineOf(
      `{${ID},"name":"n","kind":2,${TIMES},"attributes":[${text('k', 'v')},{"key":"n","value":{"intValue":"7"}}],"status":{}}`,
    );
    const known = lineOf(withAttributes(text('k', 'known')));
    const broken = Array.from({ length: whole.length - 1 }, (_, at) => whole.slice(0, at + 1));
    const { stores, refused } = readLines([known, ...broken, whole, known]);
    expect(refused).toEqual(broken.map((_, at) => at + 1));
    expect(contentsOf(stores)).toEqual(contentsOf(takeRequests([known, whole, known]).stores));
  });
});

test('lines of another form are left to others', () => {
  const spans = lineOf(`{${ID}}`);
  const { stores, refused } = readLines([
    '{"resourceLogs":[]}',
    `${spans.slice(0, -1)},"resourceLogs":[]}`,
    `${spans}${spans}`,
    '[]',
    '',
  ]);
  expect(refused).toEqual([0, 1, 2, 3, 4]);
  expect(stores.spans.counts.spans).toBe(0);
});

describe('when memory is short', () => {
  const sketch = (n: number): SpanSketch => ({
    id: String((n % 9) + 1),
    trace: traceIdOf(String(1000 + Math.floor(n / 9))),
    name: `name ${n % 50}`,
    from: n,
    to: n + 5,
    attributes: { 'http.route': `/route/${n % 7}`, n, text: `text ${n}` },
  });

  test('segments of a file leave as others do, the oldest first, whole traces at a time', () => {
    const lines = Array.from({ length: 300 }, (_, at) =>
      JSON.stringify(otlpJson(Array.from({ length: 60 }, (__, n) => sketch(at * 60 + n)))),
    );
    const { stores } = readLines(lines, 2 ** 20);
    const { spans, departedSpans, departedTraces, traces, bytes, maxBytes } = stores.spans.counts;
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(departedTraces).toBeGreaterThan(500);
    expect(spans + departedSpans).toBe(18_000);
    expect(traces + departedTraces).toBe(2000);
    expect(spans).toBe(traces * 9);
    expect(stores.spans.traceByHex(traceIdOf('1000'))).toBe(-1);
    expect(stores.spans.traceByHex(traceIdOf('2999'))).not.toBe(-1);
  });

  test('a line may fill more than a segment, and a trace more than a line', () => {
    const line = JSON.stringify(otlpJson(Array.from({ length: 3000 }, (_, n) => sketch(n))));
    expectAlike([line, lineOf(withAttributes(text('k', 'v'))), line], 8 * 2 ** 20);
  });
});
