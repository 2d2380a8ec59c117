import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Handshake } from '../process/shake-hands';
import type { Place, Server, Step } from './service';

const ARCHIVES = 'kafka';

/** Kafka, broker and controller in a single process (KRaft), made of its project's archives. */
export const kafka: Server = {
  name: 'kafka',
  variable: 'TEST_KAFKA_URL',
  programs: ['java'],
  debianPackages: ['default-jre-headless', 'maven'],
  build: {
    name: ARCHIVES,
    tool: 'mvn',
    sources: path.join(__dirname, '..', 'java', 'kafka'),
    command: ['sh', 'copy-kafka.sh'],
  },
  // Root's cache folder is closed to others.
  accounts: [],
  handshake: versionsHandshake(),
  url: (host, port) => `kafka://${host}:${port}`,
  steps: place => {
    const { folder, host, port } = place;
    const configuration = path.join(folder, 'server.properties');
    writeFileSync(configuration, propertiesOf(place));
    const clusterId = randomBytes(16).toString('base64url');
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '--cluster-id',
      clusterId,
      '--config',
      configuration,
    ];
    return [
      run(place, format),
      {
        ...run(place, ['kafka.Kafka', configuration]),
        answers: { host, port, handshake: kafka.handshake },
        // A clean end takes seconds, and nothing is worth keeping.
        stopSignal: 'SIGKILL',
      },
    ];
  },
};

/** Command of a program in the archives, with little memory and an early start. */
function run({ programs }: Place, args: readonly string[]): Step {
  const fastStart = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  const archives = path.join(programs[ARCHIVES]!, '*');
  return { program: programs.java!, args: [...fastStart, '-cp', archives, ...args] };
}

function propertiesOf({ folder, host, port, ports }: Place): string {
  const controller = `${host}:${ports[0]}`;
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: `PLAINTEXT://${host}:${port},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${host}:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': path.join(folder, 'log'),
    'num.partitions': 1,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // Otherwise the first consumer of a group waits for others.
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Asks for the versions of the protocol; a broker answers once it may serve. */
function versionsHandshake(): Handshake {
  const correlation = 7;
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0);
  request.writeInt16BE(18, 4);
  request.writeInt32BE(correlation, 8);
  // No name of a client.
  request.writeInt16BE(-1, 12);
  return {
    send: request,
    answered: reply =>
      reply.length >= 10 && reply.readInt32BE(4) === correlation && reply.readInt16BE(8) === 0,
  };
}
