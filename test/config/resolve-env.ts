import { resolveConfig } from '../../src/config';
import { problemText } from '../../src/config/messages';

/** Names that the tests take for all instrumentations there are. */
export const instrumentationNames = [
  'http',
  'express',
  'pg',
  'fs',
  'socket.io',
  'nestjs-core',
  'fastify',
  'prisma',
];

/** A configuration from an environment alone; files are what `files` has. */
export function resolveEnv(env: Record<string, string>, files: Record<string, string> = {}) {
  return resolveConfig({ env, instrumentationNames, readFile: path => readFrom(files, path) });
}

/** The problems of an environment, each as the line that the user reads. */
export function problemsOf(env: Record<string, string>, files?: Record<string, string>): string[] {
  const config = resolveEnv(env, files);
  return config.problems.map(problem => problemText(problem, config));
}

function readFrom(files: Record<string, string>, path: string): Buffer {
  const content = files[path];
  if (content === undefined) throw Object.assign(new Error('missing'), { code: 'ENOENT' });
  if (content === 'forbidden') throw Object.assign(new Error('forbidden'), { code: 'EACCES' });
  return Buffer.from(content);
}
