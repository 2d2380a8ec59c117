import { setTimeout as sleep } from 'node:timers/promises';
import { viewerRoutes } from '../../../src/viewer/receiver/api/viewer-routes';
import { type Receiver, startReceiver } from '../../../src/viewer/receiver/receiver';
import { createStores } from '../../../src/viewer/receiver/stores';
import { craftProfile } from '../../viewer/craft-profile';
import { START_MS, spanIdOf, traceIdOf, traceRequest } from '../../viewer/receiver/make-traces';
import { runCli } from '../cli/run-cli';

/* The process that is profiled is played: its profile is known to the sample. */

const REQUESTS = 12;
const ids = Array.from(
  { length: REQUESTS },
  (_, n) => [traceIdOf(`${n + 1}`), spanIdOf(`${n + 1}`)] as const,
);

let viewer: Receiver;
beforeAll(async () => {
  const stores = createStores(64 * 2 ** 20);
  viewer = await startReceiver({
    ...{ httpPort: 0, grpcPort: 0, stores },
    routes: limits => viewerRoutes(stores, '', limits),
  });
  const request = (n: number, from: number) => ({
    ...{ id: `${n + 1}`, trace: traceIdOf(`${n + 1}`), service: 'checkout', name: 'POST /quotes' },
    ...{ kind: 'server' as const, from, to: from + 84 + n / 4 },
  });
  const sketches = ids.map((_, n) => request(n, n * 100));
  // A span behind the profile tells that those within it have come.
  viewer.inbox.take('traces', traceRequest([...sketches, request(99, 60_000)]));
});
afterAll(() => viewer.close());

/** Runs `ask profile` against the viewer while a process delivers this profile. */
async function askProfile(openSpans: readonly number[], ...words: readonly string[]) {
  const asked = runCli(['ask', 'profile', '--service', 'checkout', '--url', viewer.url, ...words]);
  for (;;) {
    const order = viewer.profiles.take('checkout', 4711);
    if (order !== undefined) viewer.profiles.deliver(order.id, craftProfile(ids, START_MS, { openSpans }));
    const isOver = await Promise.race([asked.then(() => true), sleep(20, false)]);
    if (isOver) return asked;
  }
}

test('requests that had not ended are told in a sentence, and in JSON', async () => {
  const { code, stdout } = await askProfile([0, 1]);
  expect(code).toBe(0);
  expect(stdout).toContain('in the slow requests of POST /quotes');
  expect(stdout).toContain(
    '  2 requests had not ended when the profile did: 162 ms of CPU, which are not in these figures; a longer profile tells more (--seconds)\n',
  );
  const { stdout: json } = await askProfile([0], '--json');
  expect(JSON.parse(json)).toMatchObject({ unfinished: { count: 1, cpuMs: 81 } });
  const { stdout: ended } = await askProfile([]);
  expect(ended).not.toContain('had not ended');
});

test('with --otlp the profile itself is written, as the viewer exports it', async () => {
  const { code, stdout } = await askProfile([], '--otlp');
  expect(code).toBe(0);
  expect(stdout.trimEnd()).not.toContain('\n');
  const request = JSON.parse(stdout);
  const { id } = viewer.profiles.all().at(-1)!;
  const file = await fetch(`${viewer.url}/api/v1/profiles/file?id=${id}&format=otlp`);
  expect(request).toEqual(await file.json());
  const [profile] = request.resourceProfiles[0].scopeProfiles[0].profiles;
  expect(profile.samples.length).toBeGreaterThan(0);
});

test('--otlp goes with profiles alone', async () => {
  expect(await runCli(['ask', 'slow', '--otlp', '--url', viewer.url])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--otlp goes with ask profile'),
  });
});
