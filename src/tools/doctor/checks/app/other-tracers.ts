import type { Check, Finding } from '../../check';
import { ok, warn } from '../../check';
import { preloadsOf } from '../../view/node-words';
import type { Subject } from '../../view/subject';

/** Does the app start OpenTelemetry of its own? */
export const ownSdk: Check = {
  name: 'own SDK',
  needs: 'app',
  run: subject =>
    findingFor(subject, OWN_SDKS, {
      none: 'no OpenTelemetry SDK among the dependencies',
      why: 'where the app starts an SDK of its own, the agent stands down so that nothing is traced twice',
      mend: name => `remove the code that starts ${name}, or run this app without the agent`,
    }),
};

/** Is another vendor's agent in the app? */
export const otherAgents: Check = {
  name: 'other agents',
  needs: 'app',
  run: subject =>
    findingFor(subject, AGENTS, {
      none: 'no other agent among the dependencies and preloads',
      why: 'two tracers wrap the same functions: the agent stands down where the other is at work',
      mend: name =>
        `take ${name} out of NODE_OPTIONS, the command line and the app, or run this app without otel-agent`,
    }),
};

const OWN_SDKS = [
  '@opentelemetry/sdk-node',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/auto-instrumentations-node',
  '@vercel/otel',
  '@azure/monitor-opentelemetry',
];

const AGENTS = [
  'dd-trace',
  'newrelic',
  'elastic-apm-node',
  '@elastic/opentelemetry-node',
  '@splunk/otel',
  '@dynatrace/oneagent',
  'appdynamics',
  '@instana/collector',
  'applicationinsights',
];

interface Words {
  readonly none: string;
  readonly why: string;
  readonly mend: (name: string) => string;
}

function findingFor(
  { manifest, nodeWords }: Subject,
  names: readonly string[],
  { none, why, mend }: Words,
): Finding {
  const preload = preloadsOf(nodeWords).find(({ name }) => names.some(one => name.startsWith(one)));
  const dependency = manifest?.dependencies.find(name => names.includes(name));
  const found = preload?.name ?? dependency;
  if (found === undefined) return ok(none);
  const seen =
    preload === undefined
      ? `${found} is a dependency`
      : `${preload.flag} ${found} (${preload.from}) starts it`;
  return warn({ seen, why, mend: mend(found) });
}
