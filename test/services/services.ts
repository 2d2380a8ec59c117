import { buildahRequirement } from './buildah/buildah-requirement';
import { chromiumRequirement } from './chromium/chromium-requirement';
import { collectorRequirement } from './collector/collector-requirement';
import { confluentKafkaRequirement } from './confluent-kafka/confluent-kafka-requirement';
import { jaegerRequirement } from './jaeger/jaeger-requirement';
import { kubernetesRequirement } from './kubernetes/kubernetes-requirement';
import { opampRequirement } from './opamp/opamp-requirement';
import { proxyRequirement } from './proxy/proxy-requirement';
import { pythonRequirement } from './python/python-requirement';
import { kafka } from './servers/kafka';
import { mariadb } from './servers/mariadb';
import { memcached } from './servers/memcached';
import { mongodb } from './servers/mongodb';
import { nats } from './servers/nats';
import { postgres } from './servers/postgres';
import { rabbitmq } from './servers/rabbitmq';
import { redis } from './servers/redis';
import type { Requirement, Server, ServiceName } from './servers/service';
import { zipkin } from './servers/zipkin';

/** The servers that one test run shares. */
export const servers: readonly Server[] = [
  postgres,
  mariadb,
  redis,
  rabbitmq,
  memcached,
  mongodb,
  nats,
  kafka,
];

/** Lists all outside needs of the tests; each test file starts those that are no shared servers for itself. */
export const requirements: readonly Requirement[] = [
  ...servers,
  collectorRequirement,
  jaegerRequirement,
  zipkin,
  pythonRequirement,
  chromiumRequirement,
  buildahRequirement,
  proxyRequirement,
  kubernetesRequirement,
  opampRequirement,
  confluentKafkaRequirement,
];

/** Services that OTEL_AGENT_TEST_SKIP leaves out, for instance "rabbitmq,mongodb"; an unknown name is an error. */
export function leftOut(): ServiceName[] {
  const names = (process.env.OTEL_AGENT_TEST_SKIP ?? '').split(',').map(name => name.trim());
  return names.filter(Boolean).map(name => {
    const known = requirements.find(requirement => requirement.name === name);
    if (known) return known.name;
    const all = requirements.map(requirement => requirement.name).join(', ');
    throw new Error(`OTEL_AGENT_TEST_SKIP: there is no service "${name}"; there are ${all}`);
  });
}

/** True when the tests of this service are to be skipped: `(isLeftOut('redis') ? describe.skip : describe)(…)`. */
export function isLeftOut(name: ServiceName): boolean {
  return leftOut().includes(name);
}
