import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { removeFolder } from '../process/remove-folder';
import { makeTemporaryFolder } from '../process/temporary-folder';
import { rabbitmq } from '../servers/rabbitmq';
import { redis } from '../servers/redis';
import type { ServiceName } from '../servers/service';
import { alreadyBuilt, type Build, buildProgram, findTool } from './build-program';
import { obtain } from './obtain';
import { forEach, type Source, type Way } from './source';
import { withLock } from './with-lock';

const silent = () => {};

describe('obtain', () => {
  test('asks each way for what the ways before it did not have', async () => {
    const asked: string[] = [];
    const way = (name: string, has: string[]): Way => ({
      ask(missing) {
        asked.push(`${name}: ${missing.map(requirement => requirement.name)}`);
        return forEach(missing, (requirement): Source | string =>
          has.includes(requirement.name) ? { way: 'address', url: name } : `${name}: no`,
        );
      },
    });
    const ways = [way('first', ['redis']), way('second', ['rabbitmq']), way('third', [])];
    const sources = await obtain([redis, rabbitmq], silent, ways);
    expect(asked).toEqual(['first: redis,rabbitmq', 'second: rabbitmq']);
    expect(sources.get('rabbitmq')).toEqual({ way: 'address', url: 'second' });
  });

  test('names what is missing, what was tried, and the switch', async () => {
    const ways: Way[] = [
      { ask: missing => forEach(missing, () => 'not here') },
      { ask: missing => forEach(missing, () => 'nor there') },
    ];
    await expect(obtain([redis, rabbitmq], silent, ways)).rejects.toThrow(
      [
        'The tests need redis, and it could not be had:\n  - not here\n  - nor there',
        'The tests need rabbitmq, and it could not be had:\n  - not here\n  - nor there',
        'To leave that out knowingly: OTEL_AGENT_TEST_SKIP=redis,rabbitmq',
      ].join('\n'),
    );
  });

  test('says what no way can have before one does slow work', async () => {
    const asked: string[] = [];
    const slow = (name: string, refused: ServiceName[]): Way => ({
      ask(missing) {
        asked.push(name);
        return forEach(missing, (): Source => ({ way: 'compose' }));
      },
      refuse: async () => new Map(refused.map(service => [service, `${name}: no ${service}`])),
    });
    const quick: Way = { ask: missing => forEach(missing, () => 'not here') };
    const ways = [quick, slow('build', ['redis', 'rabbitmq']), slow('Docker', ['redis'])];
    await expect(obtain([redis, rabbitmq], silent, ways)).rejects.toThrow(
      'The tests need redis, and it could not be had:\n  - not here\n  - build: no redis\n  - Docker: no redis\nTo leave that out knowingly: OTEL_AGENT_TEST_SKIP=redis',
    );
    expect(asked).toEqual([]);
    expect((await obtain([rabbitmq], silent, ways)).get('rabbitmq')).toEqual({ way: 'compose' });
  });
});

describe('with a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('obtain');
  });
  afterEach(() => removeFolder(folder));

  test('a lock lets one in at a time', async () => {
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} in`);
      await delay(20);
      events.push(`${name} out`);
    };
    await Promise.all(['a', 'b'].map(name => withLock(path.join(folder, 'lock'), task(name))));
    expect(events).toEqual(
      events[0] === 'a in' ? ['a in', 'a out', 'b in', 'b out'] : ['b in', 'b out', 'a in', 'a out'],
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a lock whose owner is gone is taken over', async () => {
    const lock = path.join(folder, 'lock');
    mkdirSync(lock);
    const beyondEveryPid = 2 ** 22 + 1;
    writeFileSync(path.join(lock, 'owner'), String(beyondEveryPid));
    expect(await withLock(lock, async () => 'in')).toBe('in');
  });

  (findTool('go') ? test : test.skip)(
    'a Go program is built once, and again when its sources change',
    async () => {
      const sources = path.join(folder, 'sources');
      mkdirSync(sources);
      writeFileSync(path.join(sources, 'go.mod'), 'module otel-agent.test/hello\n\ngo 1.24\n');
      writeFileSync(path.join(sources, 'main.go'), 'package main\n\nfunc main() {}\n');
      const given = process.env.OTEL_AGENT_TEST_CACHE;
      process.env.OTEL_AGENT_TEST_CACHE = path.join(folder, 'cache');
      try {
        const program: Build = {
          name: 'hello',
          tool: 'go',
          sources,
          command: ['go', 'build', '-o', 'hello', '.'],
        };
        expect(alreadyBuilt(program)).toBeUndefined();
        const files = await Promise.all([buildProgram(program), buildProgram(program)]);
        expect(files).toEqual([alreadyBuilt(program), alreadyBuilt(program)]);
        expect(readdirSync(path.dirname(files[0]!))).toEqual(['hello']);
        writeFileSync(path.join(sources, 'main.go'), 'package main\n\nfunc main() { nonsense() }\n');
        expect(alreadyBuilt(program)).toBeUndefined();
        await expect(buildProgram(program)).rejects.toThrow('undefined: nonsense');
      } finally {
        if (given === undefined) delete process.env.OTEL_AGENT_TEST_CACHE;
        else process.env.OTEL_AGENT_TEST_CACHE = given;
      }
    },
  );
});
