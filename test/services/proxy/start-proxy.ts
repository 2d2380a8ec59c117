import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { logToStderr } from '../obtain/log-to-stderr';
import { obtain } from '../obtain/obtain';
import { findFreePort } from '../process/find-free-port';
import { endWithThisProcess } from '../process/reaper';
import { removeFolder } from '../process/remove-folder';
import { lineHandshake } from '../process/shake-hands';
import { startProcess } from '../process/start-process';
import { makeTemporaryFolder } from '../process/temporary-folder';
import { proxyRequirement } from './proxy-requirement';

/** A real HTTP proxy on a port of its own. */
export interface HttpProxy {
  /** `127.0.0.1:port` */
  readonly authority: string;
  /** Lines of its log about requests: `CONNECT 127.0.0.1:4317 HTTP/1.1`, `POST http://…`. */
  requests(): string[];
  stop(): Promise<void>;
}

export interface ProxyOptions {
  readonly user?: string;
  readonly password?: string;
}

const HOST = '127.0.0.1';

/** Starts tinyproxy, with or without authentication. */
export async function startProxy({ user, password }: ProxyOptions = {}): Promise<HttpProxy> {
  const source = (await obtain([proxyRequirement], logToStderr)).get('tinyproxy')!;
  if (source.way !== 'programs') throw new Error('tinyproxy is started here, not elsewhere');
  const folder = makeTemporaryFolder('tinyproxy');
  const forget = endWithThisProcess({ folder });
  const port = await findFreePort();
  const log = path.join(folder, 'requests.log');
  const settings = [
    `Port ${port}`,
    `Listen ${HOST}`,
    `Allow ${HOST}`,
    'Timeout 60',
    'MaxClients 50',
    `LogFile "${log}"`,
    'LogLevel Connect',
    ...(user === undefined ? [] : [`BasicAuth ${user} ${password}`]),
  ];
  writeFileSync(path.join(folder, 'tinyproxy.conf'), settings.join('\n') + '\n');
  const running = await startProcess(
    {
      program: source.programs.tinyproxy!,
      args: ['-d', '-c', path.join(folder, 'tinyproxy.conf')],
      answers: { host: HOST, port, handshake: lineHandshake('GET / HTTP/1.0\r\n', 'HTTP/1.') },
    },
    folder,
  );
  return {
    authority: `${HOST}:${port}`,
    requests: () => readFileSync(log, 'utf8').match(/(CONNECT|POST) \S+ HTTP\/1\.1/g) ?? [],
    async stop() {
      await running.stop();
      await removeFolder(folder);
      forget();
    },
  };
}
