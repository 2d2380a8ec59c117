import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server as NetServer } from 'node:net';
import path from 'node:path';

import { inDocker } from './obtain/in-docker';
import { removeFolder } from './process/remove-folder';
import { makeTemporaryFolder } from './process/temporary-folder';
import { memcached } from './servers/memcached';
import { startFrom } from './start-service';

/* Calls of Docker by the tests, told by a stand-in that notes its arguments; no engine is needed for that. */
describe('a server of compose.yaml', () => {
  const givenPath = process.env.PATH;
  let folder: string;
  let container: NetServer;

  beforeEach(async () => {
    folder = makeTemporaryFolder('docker');
    container = createServer(socket => socket.on('data', () => socket.write('VERSION 1.6\r\n')));
    await new Promise<void>(resolve => container.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    process.env.PATH = givenPath;
    await new Promise(resolve => container.close(resolve));
    await removeFolder(folder);
  });

  const standIn = (body: string) => {
    const file = path.join(folder, 'docker');
    writeFileSync(file, `#!/bin/sh\necho "$*" >> '${folder}/calls'\n${body}\n`);
    chmodSync(file, 0o755);
    process.env.PATH = `${folder}${path.delimiter}${givenPath}`;
  };
  const calls = () => readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');

  test('is started, found at the port that Docker chose, and taken down with its data', async () => {
    const { port } = container.address() as { port: number };
    standIn(`case "$*" in *' port memcached 11211') echo 127.0.0.1:${port};; esac`);
    const sources = await inDocker.ask([memcached], () => {});
    expect(sources.get('memcached')).toEqual({ way: 'compose' });
    const service = await startFrom(memcached, { way: 'compose' });
    expect(service.url).toBe(`memcached://127.0.0.1:${port}`);
    await service.stop();
    const project = `compose --file ${path.join(__dirname, 'compose.yaml')} --project-name otel-agent-test-${process.pid}-memcached`;
    expect(calls().slice(2)).toEqual([
      `${project} up --detach --wait memcached`,
      `${project} port memcached 11211`,
      `${project} down --volumes --timeout 1`,
    ]);
  });

  test('is not asked for where no engine answers', async () => {
    standIn('exit 1');
    const sources = await inDocker.ask([memcached], () => {});
    expect(sources.get('memcached')).toBe('Docker: its engine does not answer');
    expect(calls()).toEqual(['version']);
  });
});
