import { readRules } from '../../../src/agent/rules';
import { resolveConfig } from '../../../src/shared/config';
import { problemText } from '../../../src/shared/config/messages/messages';
import { withOptions } from '../../../src/shared/config/options/with-options';

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

/** Resolves a configuration from an environment alone, with the contents of `files` as its files. */
export function resolveEnv(env: Record<string, string>, files: Record<string, string> = {}) {
  return withOptions(
    resolveConfig({ env, instrumentationNames, readRules, readFile: path => readFrom(files, path) }),
  );
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
