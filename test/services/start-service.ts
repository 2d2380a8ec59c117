import { logToStderr } from './obtain/log-to-stderr';
import { obtain } from './obtain/obtain';
import type { Source } from './obtain/source';
import { findFreePort } from './process/find-free-port';
import { endWithThisProcess } from './process/reaper';
import { removeFolder } from './process/remove-folder';
import { shakeHands } from './process/shake-hands';
import { type RunningProcess, startProcess } from './process/start-process';
import { findAccount, giveFolder, makeTemporaryFolder } from './process/temporary-folder';
import type { Server, ServiceName } from './servers/service';
import { zipkin } from './servers/zipkin';
import { servers } from './services';
import { startContainer } from './start-container';

/** Server that answers. Other processes find it by `env`. */
export interface RunningService {
  readonly name: ServiceName;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends it and removes its data; nothing happens to a server that the environment gave. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a server on a free port of its own, or uses the one that the environment gives; resolves once it answers. */
export async function startService(name: ServiceName): Promise<RunningService> {
  const server = [...servers, zipkin].find(candidate => candidate.name === name);
  if (!server) throw new Error(`there is no server "${name}" to start`);
  const source = (await obtain([server], logToStderr)).get(name)!;
  return startFrom(server, source);
}

/** Starts a server from a known source. */
export async function startFrom(server: Server, source: Source): Promise<RunningService> {
  if (source.way === 'address') return useGiven(server, source.url);
  if (source.way === 'compose') {
    const container = await startContainer(server);
    return describe(server, container, container.stop);
  }
  return startPrograms(server, source.programs);
}

async function useGiven(server: Server, url: string): Promise<RunningService> {
  const { hostname, port } = new URL(url);
  const address = { host: hostname, port: Number(port) || server.composePort! };
  // Any answer will do: this server may want other names than ours in the first words.
  if (await shakeHands(address, { ...server.handshake, answered: () => true })) {
    return { ...describe(server, address, async () => {}), url, env: { [server.variable]: url } };
  }
  throw new Error(`${server.variable}: no ${server.name} answers at ${address.host}:${address.port}`);
}

async function startPrograms(
  server: Server,
  programs: Readonly<Record<string, string>>,
): Promise<RunningService> {
  const account = findAccount(server.accounts);
  const folder = makeTemporaryFolder(server.name);
  const forget = endWithThisProcess({ folder });
  const running: RunningProcess[] = [];
  const stop = async () => {
    for (const process of running.reverse()) await process.stop();
    await removeFolder(folder);
    forget();
  };
  try {
    const [port, ...ports] = [await findFreePort(), await findFreePort(), await findFreePort()] as const;
    const steps = server.steps({ programs, folder, host: HOST, port, ports });
    if (account) giveFolder(folder, account);
    for (const step of steps) {
      running.push(await startProcess(step, folder, account));
    }
    return describe(server, { host: HOST, port }, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function describe(
  server: Server,
  address: { host: string; port: number },
  stop: () => Promise<void>,
): RunningService {
  const url = server.url(address.host, address.port);
  return { name: server.name, ...address, url, env: { [server.variable]: url }, stop };
}
