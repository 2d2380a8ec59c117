import { writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Place, Server, Step } from './service';

/** RabbitMQ (AMQP 0-9-1) with user and password `guest`. */
export const rabbitmq: Server = {
  name: 'rabbitmq',
  variable: 'TEST_RABBITMQ_URL',
  programs: ['rabbitmq-server', 'epmd'],
  // Before PATH: there Debian has a wrapper that changes to the account `rabbitmq` and its folders.
  folders: () => ['/usr/lib/rabbitmq/bin'],
  debianPackages: ['rabbitmq-server'],
  composePort: 5672,
  accounts: ['rabbitmq', 'nobody'],
  // Protocol header; the answer is a method frame (type 1) on channel 0 that carries connection.start.
  handshake: { send: Buffer.from('AMQP\0\0\x09\x01', 'latin1'), answered: reply => reply[0] === 1 },
  url: (host, port) => `amqp://guest:guest@${host}:${port}`,
  steps: place => {
    const ports = { epmd: place.ports[0]!, distribution: place.ports[1]! };
    return [portMapper(place, ports.epmd), broker(place, ports)];
  },
};

// Erlang starts its port mapper as a daemon that outlives the broker, unless one already runs on that port.
function portMapper({ programs, host }: Place, port: number): Step {
  const namesRequest = Buffer.from([0, 1, 0x6e]);
  const handshake = { send: namesRequest, answered: (reply: Buffer) => reply.length >= 4 };
  return {
    program: programs.epmd!,
    args: ['-address', host, '-port', String(port)],
    answers: { host, port, handshake },
    stopSignal: 'SIGKILL',
  };
}

function broker(
  { programs, folder, host, port }: Place,
  ports: { epmd: number; distribution: number },
): Step {
  const inFolder = (name: string) => path.join(folder, name);
  writeFileSync(inFolder('enabled_plugins'), '[].\n');
  writeFileSync(
    inFolder('rabbitmq.conf'),
    'vm_memory_high_watermark.absolute = 256MB\ndisk_free_limit.absolute = 1MB\n',
  );
  return {
    program: programs['rabbitmq-server']!,
    args: [],
    env: {
      RABBITMQ_NODENAME: `test-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: host,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      ERL_EPMD_ADDRESS: host,
      ERL_EPMD_PORT: String(ports.epmd),
      RABBITMQ_CONF_ENV_FILE: inFolder('none'),
      RABBITMQ_CONFIG_FILE: inFolder('rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: inFolder('none'),
      RABBITMQ_ENABLED_PLUGINS_FILE: inFolder('enabled_plugins'),
      RABBITMQ_MNESIA_BASE: inFolder('mnesia'),
      RABBITMQ_LOG_BASE: inFolder('log'),
      RABBITMQ_LOGS: '-',
    },
    answers: { host, port, handshake: rabbitmq.handshake },
    // A clean end takes seconds, and nothing is worth keeping.
    stopSignal: 'SIGKILL',
  };
}
