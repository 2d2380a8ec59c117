import os from 'node:os';
import { appPackage } from './app-package';
import { containerId } from './container-id';
import { machineId } from './machine-id';
import { randomUuid } from './random-uuid';

/** What decides about the resource, as plain values. */
export interface ResourceInput {
  /** OTEL_SERVICE_NAME. */
  readonly serviceName: string | undefined;
  /** OTEL_RESOURCE_ATTRIBUTES; they win over what is detected. */
  readonly attributes: Readonly<Record<string, string>>;
  /** OTEL_RESOURCE_ATTRIBUTES_POD_NAME and the like, by attribute. */
  readonly kubernetes: Readonly<Record<string, string | undefined>>;
  readonly detectors: readonly string[];
  /** The script that Node was started with, as an absolute path. */
  readonly entry: string | undefined;
  readonly agentVersion: string;
  readonly sdkVersion: string;
}

export type ResourceAttributes = Record<string, string | number>;

/**
 * The attributes of this process as a resource (semantic conventions, "Resource"): found without the network, without
 * another process, and without the command's arguments, which hold secrets. Local files are the dearest thing it asks.
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

/** The local detectors of OTEL_NODE_RESOURCE_DETECTORS; `env` is the input itself, the cloud ones are cloud-detectors.ts. */
const DETECTORS: Readonly<Record<string, Detect>> = {
  env: ({ kubernetes }) => ({ ...kubernetes }),
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

function serviceOf({ entry }: ResourceInput): ResourceAttributes {
  const manifest = entry === undefined ? undefined : appPackage(entry);
  return {
    'service.name': manifest?.name ?? 'unknown_service:node',
    ...(manifest?.version === undefined ? {} : { 'service.version': manifest.version }),
  };
}

function withoutUnknown(attributes: Record<string, string | number | undefined>): ResourceAttributes {
  const known = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(known) as ResourceAttributes;
}
