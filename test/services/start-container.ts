import { setTimeout as delay } from 'node:timers/promises';

import { composeCommand } from './obtain/in-docker';
import { endWithThisProcess } from './process/reaper';
import { runCommand } from './process/run-command';
import { shakeHands } from './process/shake-hands';
import type { Server } from './servers/service';

export interface RunningContainer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 300_000;
const ANSWER_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Starts a server of compose.yaml on a port that Docker chooses; resolves once it answers. */
export async function startContainer(server: Server): Promise<RunningContainer> {
  const compose = composeCommand(`otel-agent-test-${process.pid}-${server.name}`);
  const down = [...compose, 'down', '--volumes', '--timeout', '1'];
  const forget = endWithThisProcess({ command: down });
  const stop = async () => {
    await runCommand(down);
    forget();
  };
  try {
    await runCommand([...compose, 'up', '--detach', '--wait', server.name], { timeoutMs: START_TIMEOUT_MS });
    const published = await runCommand([...compose, 'port', server.name, String(server.composePort)]);
    const port = Number(published.trim().split(':').at(-1));
    await waitForAnswer(server, port);
    return { host: HOST, port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitForAnswer(server: Server, port: number): Promise<void> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  while (!(await shakeHands({ host: HOST, port }, server.handshake))) {
    if (Date.now() > deadline)
      throw new Error(`${server.name} in Docker did not answer in ${ANSWER_TIMEOUT_MS / 1_000} s`);
    await delay(POLL_MS);
  }
}
