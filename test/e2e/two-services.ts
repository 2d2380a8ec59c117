import { type FixtureOptions, type FixtureRun, type RunningFixture, startFixture } from './start-fixture';

/** Two services, the first of which asks the second, while requests are sent to the first. */
export interface TwoServices {
  readonly front: FixtureRun;
  readonly back: FixtureRun;
  /** Answers to the requests. */
  readonly answers: readonly string[];
}

export interface TwoServicesOptions {
  readonly scripts?: { readonly front: string; readonly back: string };
  /** Paths on the first service, asked for one after the other. */
  readonly paths: readonly string[];
  /** Environment of both services. */
  readonly env: Readonly<Record<string, string>>;
  readonly frontEnv?: Readonly<Record<string, string>>;
}

const HTTP = { front: 'services/front.js', back: 'services/back.js' };

/** Starts both under the agent, sends the requests from this process, which is not traced, and ends both. */
export async function runTwoServices(options: TwoServicesOptions): Promise<TwoServices> {
  const { paths, env, frontEnv, scripts = HTTP } = options;
  const back = await start({ script: scripts.back, env: { OTEL_SERVICE_NAME: 'back', ...env } });
  const front = await start({
    script: scripts.front,
    env: { OTEL_SERVICE_NAME: 'front', BACK: back.address, ...env, ...frontEnv },
  });
  const answers: string[] = [];
  try {
    for (const path of paths) answers.push(await ask(front.address + path));
  } finally {
    await Promise.all([front.fixture.end(), back.fixture.end()]);
  }
  return { front: await front.fixture.ended, back: await back.fixture.ended, answers };
}

async function start(options: FixtureOptions): Promise<{ fixture: RunningFixture; address: string }> {
  const fixture = await startFixture(options);
  return { fixture, address: await fixture.firstLine };
}

/** Asks without keeping the connection open, which a service would wait for at its end. */
async function ask(url: string): Promise<string> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  return response.text();
}
