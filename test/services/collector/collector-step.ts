import { userInfo } from 'node:os';

import { composeCommand } from '../obtain/in-docker';
import type { Source } from '../obtain/source';
import type { Step } from '../servers/service';

const LOOPBACK = '127.0.0.1';

/** Without it a Collector refuses a pipeline of profiles. */
const GATES = { collector: ['--feature-gates=service.profilesSupport'], jaeger: [] } as const;
const PROGRAMS = { collector: 'otelcol', jaeger: 'jaeger' } as const;

/**
 * The process that is a Collector, or a Jaeger, which is made of one: its program, or a container of compose.yaml that
 * sees the same folder and ports.
 */
export function collectorStep(
  source: Source,
  folder: string,
  ports: { readonly health: number },
  service: keyof typeof PROGRAMS = 'collector',
): Step {
  const config = `--config=${folder}/config.json`;
  const answers = { host: LOOPBACK, port: ports.health, handshake: healthCheck };
  if (source.way === 'programs')
    return { program: source.programs[PROGRAMS[service]]!, args: [config, ...GATES[service]], answers };
  const { uid, gid } = userInfo();
  const project = `otel-agent-test-${process.pid}-${service}-${ports.health}`;
  const [program, ...args] = composeCommand(project);
  const publish = Object.values(ports).flatMap(port => ['--publish', `${LOOPBACK}:${port}:${port}`]);
  const run = ['run', '--rm', '-T', '--user', `${uid}:${gid}`, '--volume', `${folder}:${folder}`, ...publish];
  return {
    program: program!,
    args: [...args, ...run, service, config, ...GATES[service]],
    answers,
    startTimeoutMs: 300_000,
  };
}

/** Address that a Collector from this source has to listen on: inside a container loopback would be the container's own. */
export function listenHost(source: Source): string {
  return source.way === 'compose' ? '0.0.0.0' : LOOPBACK;
}

const healthCheck = {
  send: Buffer.from('GET /status HTTP/1.0\r\n\r\n'),
  answered: (reply: Buffer) => / 200 /.test(reply.toString('latin1')),
};
