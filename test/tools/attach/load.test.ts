import http from 'node:http';

import { startHttpReceiver, type TestReceiver } from '../../agent/lifecycle/receiver';
import { nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { type App, get, startApp } from './start-app';

jest.setTimeout(300_000);

const REQUESTS = 10_000;
const ROUNDS = 10;
const CONNECTIONS = 8;
const MAX_HEAP_GROWTH = 1_000_000;

let receiver: TestReceiver;
let app: App | undefined;

beforeAll(async () => {
  receiver = await startHttpReceiver();
});
afterEach(() => app?.end());
afterAll(() => receiver.close());

/** The oldest and the newest. */
sliced(test).each([20, 26] as const)('Node %d: attached and detached ten times under load', async major => {
  app = await startApp(await nodeBinary(major));
  const flags = [
    ...['--endpoint', `http://127.0.0.1:${receiver.port}`, '--protocol', 'http/protobuf'],
    ...['--bsp-schedule-delay', '100'],
  ];
  const attachUnderLoad = async (service: App, times: number, requests: number) => {
    let isOver = false;
    const load = new Load(service);
    const running = load.run(requests, () => isOver);
    for (let round = 0; round < times; round++) {
      const seen = receiver.requests.length;
      expect(await service.attach(...flags)).toMatchObject({ code: 0 });
      await receiver.waitUntil(() => receiver.requests.length > seen);
      expect(await service.attach('--detach')).toMatchObject({ code: 0 });
    }
    isOver = true;
    await running;
    await new Load(service).run(1_000); // What the last requests kept is let go with the next.
    return load;
  };
  // Parts of Node that the service and the first attach make it load stay, and what V8 compiles for the load.
  await get(app.ports.port, '/calls');
  await app.ask('remember');
  await attachUnderLoad(app, 1, 5_000);
  const heapBefore = await app.ask<number>('heap');
  const load = await attachUnderLoad(app, ROUNDS, REQUESTS);

  expect(load.answers).toEqual(new Set(['200 hello', '200 item 7', '200 {"id":"3"}']));
  expect(load.count).toBeGreaterThanOrEqual(REQUESTS);
  expect(app.stderr().match(/detached: [1-9]\d* items delivered, 0 lost/g)).toHaveLength(1 + ROUNDS);
  // Connections of the load are closed once the service has seen it.
  await eventually(
    () => app!.ask<string[]>('changes'),
    changes => changes.length === 0,
  );
  // The last requests of a busy machine may still hold the agent that saw them.
  await eventually(
    () => app!.ask<number>('heap'),
    heap => heap - heapBefore < MAX_HEAP_GROWTH,
  );
});

/** Asks until the answer is as wanted, or has not been for 20 seconds. */
async function eventually<Answer>(
  look: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<void> {
  const end = Date.now() + 20_000;
  let answer = await look();
  while (!isWanted(answer)) {
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 20));
    answer = await look();
  }
}

/** Requests over connections that stay open, one after another on each. */
class Load {
  readonly answers = new Set<string>();
  count = 0;
  readonly #app: App;

  constructor(target: App) {
    this.#app = target;
  }

  /** Asks at least this often, and until it may end. */
  async run(requests: number, mayEnd = () => true): Promise<void> {
    const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const { port, fastifyPort } = this.#app.ports;
    const urls = [
      `http://127.0.0.1:${port}/hello`,
      `http://127.0.0.1:${port}/api/acme/items/7`,
      `http://127.0.0.1:${fastifyPort}/quick/3`,
    ];
    const connection = async () => {
      while (this.count < requests || !mayEnd()) {
        this.answers.add(await ask(urls[this.count++ % urls.length]!, agent));
        // Leaves room for the commands that attach and detach.
        if (this.count >= requests) await new Promise(resolve => setTimeout(resolve, 5));
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    agent.destroy();
  }
}

function ask(url: string, agent: http.Agent): Promise<string> {
  return new Promise(resolve => {
    const request = http.get(url, { agent }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
      response.on('error', error => resolve(String(error)));
    });
    request.on('error', error => resolve(String(error)));
  });
}
