import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpanProfile } from '../../../../src/shared/profile/profile';
import { otlpProfile } from '../../../../src/viewer/receiver/analyse/profile/otlp-profile';
import { startCollector } from '../../../services/collector/start-collector';
import { describeWith } from '../../../services/describe-with';
import { spanIdOf, traceIdOf } from '../make-traces';

const frame = (functionName: string, lineNumber: number) => ({
  ...{ functionName, scriptId: '1', url: functionName === '(idle)' ? '' : 'file:///app/price.js' },
  ...{ lineNumber, columnNumber: 4 },
});

/** Two milliseconds of `price` in a span, called by `quote`, then one without a span, then an idle one. */
const PROFILE: SpanProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', -1), children: [2, 4] },
    { id: 2, callFrame: frame('quote', 10), children: [3] },
    { id: 3, callFrame: frame('price', 20) },
    { id: 4, callFrame: frame('(idle)', -1) },
  ],
  startTime: 5_000_000,
  endTime: 5_004_000,
  samples: [3, 3, 3, 4, 4],
  timeDeltas: [0, 1000, 1000, 1000, 1000],
  otelAgent: {
    ...{ service: 'shop', pid: 4711, startedAtMs: 1_800_000_000_000 },
    ...{ spans: [[traceIdOf('a'), spanIdOf('1')]], runs: [0, 0, 2, -1], blocks: [], openSpans: [] },
  },
};

interface Request {
  readonly resourceProfiles: readonly {
    readonly scopeProfiles: readonly { readonly profiles: readonly Record<string, unknown>[] }[];
  }[];
  readonly dictionary: Readonly<Record<string, readonly unknown[]>>;
}

const SAMPLES = [
  {
    ...{ stackIndex: 1, linkIndex: 1, values: ['1000000', '1000000'] },
    timestampsUnixNano: ['1800000000000000000', '1800000000001000000'],
  },
  { stackIndex: 1, linkIndex: 0, values: ['1000000'], timestampsUnixNano: ['1800000000002000000'] },
];

/** As protobuf's JSON has them: without numbers that are 0. */
const WRITTEN = SAMPLES.map(({ linkIndex, ...sample }) =>
  linkIndex === 0 ? sample : { ...sample, linkIndex },
);

test('samples have a stack of functions, their time, and a link to the span; idle time has none', () => {
  const { resourceProfiles, dictionary } = otlpProfile(PROFILE) as Request;
  const [profile] = resourceProfiles[0]!.scopeProfiles[0]!.profiles;
  expect(profile).toMatchObject({ durationNano: '4000000', samples: SAMPLES });
  const { stringTable, functionTable, locationTable, stackTable, linkTable } = dictionary;
  const [, price, quote] = functionTable as readonly { nameStrindex: number; startLine: string }[];
  expect([price, quote].map(each => [stringTable![each!.nameStrindex], each!.startLine])).toEqual([
    ['price', '21'],
    ['quote', '11'],
  ]);
  expect(locationTable).toEqual([
    {},
    { lines: [{ functionIndex: 1, line: '21', column: '5' }] },
    { lines: [{ functionIndex: 2, line: '11', column: '5' }] },
  ]);
  expect(stackTable).toEqual([{}, { locationIndices: [1, 2] }]);
  expect(linkTable).toEqual([{}, { traceId: traceIdOf('a'), spanId: spanIdOf('1') }]);
});

describeWith('collector')('a Collector', () => {
  test('takes the profile, and writes it as it came', async () => {
    const collector = await startCollector({ profiles: true });
    try {
      const answer = await fetch(`${collector.httpUrl}/v1development/profiles`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(otlpProfile(PROFILE)),
      });
      expect([answer.status, await answer.json()]).toEqual([200, { partialSuccess: {} }]);
      let text = '';
      while (!text.endsWith('\n')) {
        text = readFileSync(collector.file, 'utf8');
        await sleep(10);
      }
      const { resourceProfiles, dictionary } = JSON.parse(text) as Request;
      expect(resourceProfiles[0]!.scopeProfiles[0]!.profiles[0]).toMatchObject({ samples: WRITTEN });
      expect(dictionary.stackTable).toEqual([{}, { locationIndices: [1, 2] }]);
      expect(dictionary.stringTable).toEqual(
        expect.arrayContaining(['price', 'quote', 'cpu', 'nanoseconds']),
      );
    } finally {
      await collector.stop();
    }
  });
});
