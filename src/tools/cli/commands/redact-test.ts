import { readFileSync } from 'node:fs';
import { loadChunk } from '../../../agent/boot/chunks';
import { processEnvironment } from '../../../shared/config/read/sources';
import type { Command } from '../command';
import { settingsFrom } from '../setting-flags';
import { UsageError } from '../usage';

/** `otel-agent redact-test FILE [--redact RULES]`: what would become of lines of OTLP JSON. */
export const redactTest: Command = {
  name: 'redact-test',
  usage: 'redact-test FILE [settings]',
  describe: 'Show what redaction makes of OTLP JSON, a request a line: otel-agent redact-test spans.jsonl',
  flags: {},
  files: { describe: 'A file of OTLP JSON lines' },
  takesSettings: true,
  async handler(flags) {
    const [file, ...others] = flags.files as string[];
    if (file === undefined || others.length > 0)
      throw new UsageError('give one file: otel-agent redact-test spans.jsonl');
    const { createRedactTest } = loadChunk<typeof import('../../../agent/print-config')>('print-config');
    const { warnings, redactLine } = createRedactTest({
      env: processEnvironment(),
      flags: settingsFrom(flags),
    });
    for (const warning of warnings) process.stderr.write(`otel-agent: ${warning}\n`);
    if (warnings.length > 0) process.exitCode = 1;
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      if (line.trim() === '') continue;
      try {
        process.stdout.write(`${redactLine(line)}\n`);
      } catch (error) {
        process.stderr.write(
          `otel-agent redact-test: line ${index + 1} is not OTLP JSON: ${(error as Error).message}\n`,
        );
        process.exitCode = 1;
      }
    }
  },
};
