import os from 'node:os';
import { appPackage } from './app-package';
import { containerId } from './container-id';
import { functionAttributes } from './function-attributes';
import { machineId } from './machine-id';
import { randomUuid } from './random-uuid';
import type { ResourceInput } from './resource-input';
import { UNKNOWN_SERVICE } from './service-name';

export type ResourceAttributes = Record<string, string | number>;

/**
 * Detects the resource attributes of this process (semantic conventions, "Resource"). Uses local files, no network and no
 * other process. Leaves out the command's arguments, which hold secrets.
 */
export function detectResource(input: ResourceInput): ResourceAttributes {
  const attributes: ResourceAttributes = {};
  for (const name of input.detectors) Object.assign(attributes, DETECTORS[name]?.(input));
  return {
    ...withoutUnknown(attributes),
    ...serviceOf(input),
    ...(input.detectors.includes('env') ? input.attributes : {}),
    ...(input.serviceName === undefined ? {} : { 'service.name': input.serviceName }),
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': input.sdkVersion,
    'telemetry.distro.name': 'otel-agent',
    'telemetry.distro.version': input.agentVersion,
  };
}

type Detect = (input: ResourceInput) => Record<string, string | number | undefined>;

/** Local detectors of OTEL_NODE_RESOURCE_DETECTORS. `env` is part of the input; cloud-detectors.ts has the clouds'. */
const DETECTORS: Readonly<Record<string, Detect>> = {
  env: input => ({ ...input.kubernetes, ...functionAttributes(input)?.attributes }),
  host: () => ({
    'host.name': os.hostname(),
    'host.arch': ARCHITECTURES[process.arch] ?? process.arch,
    'host.id': machineId(),
  }),
  os: () => ({ 'os.type': OS_TYPES[process.platform] ?? process.platform, 'os.version': os.release() }),
  process: ({ entry }) => ({
    'process.pid': process.pid,
    'process.executable.name': process.title,
    'process.executable.path': process.execPath,
    'process.command': entry,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'process.runtime.description': 'Node.js',
  }),
  serviceinstance: () => ({ 'service.instance.id': randomUuid() }),
  container: () => ({ 'container.id': containerId() }),
};

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: 'x86',
  arm: 'arm32',
  ppc: 'ppc32',
};
const OS_TYPES: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };

function serviceOf(input: ResourceInput): ResourceAttributes {
  const serverless = functionAttributes(input);
  if (serverless !== undefined) return { 'service.name': serverless.name };
  const { entry } = input;
  const manifest = entry === undefined ? undefined : appPackage(entry);
  return {
    'service.name': manifest?.name ?? UNKNOWN_SERVICE,
    ...(manifest?.version === undefined ? {} : { 'service.version': manifest.version }),
  };
}

function withoutUnknown(attributes: Record<string, string | number | undefined>): ResourceAttributes {
  const known = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(known) as ResourceAttributes;
}
