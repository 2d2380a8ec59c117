import { readFileSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { loadChunk } from '../../../agent/boot/chunks';
import { processEnvironment } from '../../../shared/config/read/sources';
import { decodeText } from '../../../shared/decode-text';
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
    const text = textOf(file);
    if (text === undefined) return;
    for (const [index, line] of text.split('\n').entries()) {
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

/** Text of a file; undefined, with a line on stderr and exit code 1, for one that cannot be read. */
function textOf(file: string): string | undefined {
  try {
    return decodeText(readFileSync(file));
  } catch (error) {
    const { errno = 0, message } = error as NodeJS.ErrnoException;
    const reason = getSystemErrorMap().get(errno)?.[1] ?? message;
    process.stderr.write(`otel-agent redact-test: ${file} cannot be read: ${reason}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
