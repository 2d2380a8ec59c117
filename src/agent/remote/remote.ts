/* dist/remote.js: the way to an OpAMP server, loaded where OTEL_AGENT_OPAMP_ENDPOINT is set. */
import { tmpdir } from 'node:os';
import type { Resource } from '@opentelemetry/resources';
import { version } from '../../../package.json';
import type { GetValue } from '../../shared/config';
import type { Log } from '../../shared/log';
import { redactUrls } from '../../shared/urls/redact-text';
import { loadChunk } from '../boot/chunks';
import type { Live } from '../declared/live';
import { settledAttributes } from '../export/encode/resource-attributes';
import type { Pipeline } from '../export/pipelines/pipeline';
import type { Health } from './agent-state';
import { followServer, type Remote } from './follow';
import { type ProxyFor, serverOf } from './server-of';

/** Parts of the running agent that the server sees or changes. */
export interface Steered {
  readonly get: GetValue;
  readonly log: Log;
  readonly live: Live;
  readonly resource: Resource;
  readonly pipelines: readonly Pipeline[];
  readonly isOver: () => boolean;
  readonly proxyFor: ProxyFor;
}

/** Lets a server see this agent, and change what is live. */
export function createRemote({ get, log, live, resource, pipelines, isOver, proxyFor }: Steered): Remote {
  const attributes = () => settledAttributes(resource);
  const spool = get('OTEL_AGENT_SPOOL');
  return followServer({
    server: serverOf(get, proxyFor),
    facts: {
      attributes,
      health: () => healthOf(pipelines),
      effectiveConfig: () => describe(live, String(attributes()['service.name'])),
    },
    adopt: text => live.adoptRemote(text),
    log,
    isOver,
    lastGoodIn: spool === false ? undefined : spool === true ? tmpdir() : spool,
  });
}

/** Effective configuration as `--print-config --json` has it. */
function describe(live: Live, service: string): string {
  const { printConfig } = loadChunk<typeof import('../print-config')>('print-config');
  const facts = { version, nodeVersion: process.version, service: { name: service, from: undefined } };
  return printConfig(live.current, 'json', facts);
}

/** Healthy unless a receiver has failed and has not answered since. */
function healthOf(pipelines: readonly Pipeline[]): Health {
  const failures = pipelines.flatMap(({ signal, way, isWarm }) => {
    const failure = isWarm() ? undefined : way?.queue.failure();
    return failure === undefined ? [] : [`${signal}: ${failure}`];
  });
  return {
    isHealthy: failures.length === 0,
    lastError: redactUrls(failures.join('; ')),
    status: failures.length === 0 ? 'ok' : 'cannot send',
  };
}
