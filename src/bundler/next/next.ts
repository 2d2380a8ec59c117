import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type * as Public from '../types/bundler';
import { findEdgeFiles } from './find-edge-files';
import { installedPackages } from './installed-packages';

/** Parts of a configuration that are read or changed. */
interface Config {
  readonly serverExternalPackages?: readonly string[];
  readonly transpilePackages?: readonly string[];
  readonly outputFileTracingIncludes?: Readonly<Record<string, readonly string[]>>;
}

type ConfigFunction = (phase: string, context: unknown) => Config | Promise<Config>;

/**
 * Keeps the libraries that the agent traces outside of the server's bundles, by `serverExternalPackages`, and adds the agent to a
 * standalone output. Takes an object or a function, as Next.js does, and returns a function.
 */
export const withOtelAgent: typeof Public.withOtelAgent = ((config: Config | ConfigFunction = {}) =>
  async (phase: string, context: unknown) => {
    const given = (typeof config === 'function' ? await config(phase, context) : config) ?? {};
    const folder = process.cwd();
    if (phase === 'phase-production-build') sayWhatRunsAtTheEdge(folder);
    return changed(given, folder);
  }) as never;

function changed(config: Config, folder: string): Config {
  const { serverExternalPackages = [], transpilePackages = [], outputFileTracingIncludes = {} } = config;
  // Next.js refuses a package that is in both lists.
  const external = installedPackages(folder).filter(name => !transpilePackages.includes(name));
  const every = outputFileTracingIncludes['/**'] ?? [];
  return {
    ...config,
    serverExternalPackages: [...new Set([...serverExternalPackages, ...external])],
    outputFileTracingIncludes: { ...outputFileTracingIncludes, '/**': [...every, ...ownFiles(folder)] },
  };
}

/** The agent's files, as patterns from the app's folder: nothing imports them, so Next.js finds them nowhere. */
function ownFiles(folder: string): string[] {
  const own = path.relative(folder, path.join(__dirname, '..')).split(path.sep).join('/');
  return [`./${own}/package.json`, `./${own}/dist/**/*`];
}

let hasSaid = false;

/** Says it once: Next.js asks for the configuration several times, in its workers too. */
function sayWhatRunsAtTheEdge(folder: string): void {
  if (hasSaid || process.send !== undefined || !isMainThread) return;
  hasSaid = true;
  const files = findEdgeFiles(folder);
  if (files.length === 0) return;
  console.warn(
    `otel-agent: ${files.join(', ')} ${files.length === 1 ? 'runs' : 'run'} in the edge runtime, where no agent is loaded: spans of ` +
      "their own are missing; runtime: 'nodejs' has them traced",
  );
}
