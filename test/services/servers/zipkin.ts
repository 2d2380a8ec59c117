import path from 'node:path';
import type { Handshake } from '../process/shake-hands';
import type { Server } from './service';

const ARCHIVE = 'zipkin-server.jar';

/** Zipkin with its query API: the executable archive that its project publishes, spans in memory. */
export const zipkin: Server = {
  name: 'zipkin',
  variable: 'TEST_ZIPKIN_URL',
  programs: ['java'],
  debianPackages: ['default-jre-headless', 'maven'],
  build: {
    name: ARCHIVE,
    tool: 'mvn',
    sources: path.join(__dirname, '..', 'java', 'zipkin'),
    command: ['sh', 'copy-zipkin.sh'],
  },
  composePort: 9411,
  accounts: [],
  handshake: healthHandshake(),
  url: (host, port) => `http://${host}:${port}`,
  steps: ({ programs, host, port }) => {
    // Only this way it listens on one address alone.
    const listen = { ip: host, port: String(port), 'protocols[0]': 'http' };
    const settings = Object.entries(listen).map(([name, value]) => `--armeria.ports[0].${name}=${value}`);
    const fastStart = ['-Xmx192m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
    return [
      {
        program: programs.java!,
        args: [...fastStart, '-jar', programs[ARCHIVE]!, ...settings],
        answers: { host, port, handshake: zipkin.handshake },
        stopSignal: 'SIGKILL',
      },
    ];
  },
};

function healthHandshake(): Handshake {
  const send = Buffer.from('GET /health HTTP/1.1\r\nHost: zipkin\r\nConnection: close\r\n\r\n');
  return { send, answered: reply => / 200 /.test(reply.toString('latin1')) };
}
