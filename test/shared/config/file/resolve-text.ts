import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRules } from '../../../../src/agent/rules';
import { resolveFile } from '../../../../src/shared/config/file/resolve-file';
import { problemText } from '../../../../src/shared/config/messages/messages';
import type { ResolvedConfig } from '../../../../src/shared/config/resolved-config';
import { instrumentationNames } from '../resolve-env';

/** Resolves the text of a configuration file. */
export function resolveText(
  text: string,
  { env = {}, flags = {} }: { env?: Record<string, string>; flags?: Record<string, string> } = {},
): ResolvedConfig {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-config-'));
  try {
    const file = path.join(folder, 'otel.yaml');
    writeFileSync(file, text);
    return resolveFile({ env: { ...env, OTEL_CONFIG_FILE: file }, flags, instrumentationNames, readRules });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Problems of a file, each as the line that the user reads, with the file's name alone. */
export function problemsOf(config: ResolvedConfig): string[] {
  return config.problems.map(problem =>
    problemText(problem, config).replace(/\([^()]*[\\/](otel\.yaml)/g, '($1'),
  );
}

/** A file with these lines behind its version. */
export const fileOf = (...lines: readonly string[]): string => ['file_format: "1.1"', ...lines].join('\n');
