import { userInfo } from 'node:os';

import { composeCommand } from '../obtain/in-docker';
import type { Source } from '../obtain/source';
import type { Step } from '../servers/service';

const loopback = '127.0.0.1';

const programs = { collector: 'otelcol', jaeger: 'jaeger' } as const;

/**
 * The process that is a Collector, or a Jaeger, which is made of one: its program, or a container of compose.yaml that
 * sees the same folder and ports.
 */
export function collectorStep(
  source: Source,
  folder: string,
  ports: { readonly health: number },
  service: keyof typeof programs = 'collector',
): Step {
  const config = `--config=${folder}/config.json`;
  const answers = { host: loopback, port: ports.health, handshake: healthCheck };
  if (source.way === 'programs')
    return { program: source.programs[programs[service]]!, args: [config], answers };
  const { uid, gid } = userInfo();
  const project = `otel-agent-test-${process.pid}-${service}-${ports.health}`;
  const [program, ...args] = composeCommand(project);
  const publish = Object.values(ports).flatMap(port => ['--publish', `${loopback}:${port}:${port}`]);
  const run = ['run', '--rm', '-T', '--user', `${uid}:${gid}`, '--volume', `${folder}:${folder}`, ...publish];
  return {
    program: program!,
    args: [...args, ...run, service, config],
    answers,
    startTimeoutMs: 300_000,
  };
}

/** What a Collector from this source has to listen on: inside a container loopback would be the container's own. */
export function listenHost(source: Source): string {
  return source.way === 'compose' ? '0.0.0.0' : loopback;
}

const healthCheck = {
  send: Buffer.from('GET /status HTTP/1.0\r\n\r\n'),
  answered: (reply: Buffer) => / 200 /.test(reply.toString('latin1')),
};
