import { randomBytes } from 'node:crypto';
import { AgentToServerField } from './fields';
import { postMessage } from './poll';
import type { Server } from './server';
import { upgrade } from './web-socket';
import { bytesField, message } from './write-fields';

/**
 * Asks a server once, as an agent that ends at once, so that none is added to its list. Resolves with the reason why an
 * agent cannot talk to it; undefined if one can.
 */
export async function tryServer(server: Server): Promise<string | undefined> {
  if (server.isWebSocket) {
    return new Promise(resolve => {
      const onOpen = (socket: { destroy(): void }) => {
        socket.destroy();
        resolve(undefined);
      };
      upgrade(server, onOpen, resolve);
    });
  }
  const uid = bytesField(AgentToServerField.instanceUid, randomBytes(16));
  const answer = await postMessage(server, message(uid, bytesField(AgentToServerField.agentDisconnect, '')));
  return 'failure' in answer ? answer.failure : undefined;
}
