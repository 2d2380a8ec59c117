import { profileAnswer } from '../../../../src/viewer/receiver/analyse/profile/profile-answer';
import { checkProfile } from '../../../../src/viewer/receiver/profiles/check-profile';
import { createStores } from '../../../../src/viewer/receiver/stores';
import { START_MS, spanIdOf, storesWith, traceIdOf } from '../make-traces';

/** Profile of 30 ms for a request that ended and 70 ms for another, which the process still worked at. */
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2] },
    { id: 2, callFrame: frame('price') },
  ],
  startTime: 0,
  endTime: 100_000,
  samples: new Array(101).fill(2),
  timeDeltas: [0, ...new Array(100).fill(1000)],
  otelAgent: {
    service: 'shop',
    pid: 1,
    startedAtMs: START_MS,
    spans: [
      [traceIdOf('a'), spanIdOf('1')],
      [traceIdOf('b'), spanIdOf('2')],
    ],
    runs: [0, 0, 30, 1],
    blocks: [],
    openSpans: [1],
  },
};

function frame(functionName: string) {
  return { functionName, scriptId: '1', url: 'file:///app/price.js', lineNumber: 0, columnNumber: 0 };
}

const ordered = {
  ...{ id: 'p', service: 'shop', seconds: 1, orderedAtMs: START_MS, state: 'done' as const },
  profile: checkProfile(PROFILE)!,
};

test('requests that had not ended are counted with their CPU, apart from slow requests', () => {
  const { spans } = storesWith({
    id: '1',
    trace: 'a',
    service: 'shop',
    name: 'GET',
    kind: 'server',
    from: 0,
    to: 30,
  });
  const answer = profileAnswer(ordered, spans, 'GET');
  expect(answer).toMatchObject({ cpuMs: 30, requests: { count: 1 }, unfinished: { count: 1, cpuMs: 70 } });
});

test('a profile in which all requests ended says nothing of them', () => {
  const { profile } = ordered;
  const ended = { ...profile, otelAgent: { ...profile.otelAgent, openSpans: [] } };
  const { spans } = createStores(2 ** 24);
  expect(profileAnswer({ ...ordered, profile: ended }, spans, undefined)).not.toHaveProperty('unfinished');
});
