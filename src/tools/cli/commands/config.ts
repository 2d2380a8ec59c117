import { loadChunk } from '../../../agent/boot/chunks';
import { processEnvironment } from '../../../shared/config/read/sources';
import type { Command } from '../command';
import { settingsFrom } from '../setting-flags';
import { UsageError } from '../usage';

/** `otel-agent config validate FILE` and `otel-agent config migrate`. */
export const config: Command = {
  name: 'config',
  usage: 'config validate FILE | config migrate [settings]',
  describe: 'Check a configuration file, or write one from the present environment',
  files: { name: 'WORDS', describe: 'validate FILE, or migrate' },
  flags: {},
  takesSettings: true,
  check(flags) {
    const [verb, file, ...more] = flags.files as string[];
    if (verb !== 'validate' && verb !== 'migrate')
      throw new UsageError('config needs validate FILE, or migrate');
    if (verb === 'validate' && (file === undefined || more.length > 0))
      throw new UsageError('config validate needs one file: otel-agent config validate otel.yaml');
    if (verb === 'migrate' && file !== undefined)
      throw new UsageError('config migrate takes no file: it writes to the standard output');
  },
  handler(flags) {
    const [verb, file] = flags.files as string[];
    const { resolve } = loadChunk<typeof import('../../../agent/print-config')>('print-config');
    const chunk = loadChunk<typeof import('../../../shared/config/file/config-file')>('config-file');
    const env = processEnvironment();
    const settings = settingsFrom(flags);
    if (verb === 'validate') {
      const { lines, exitCode } = chunk.validate(
        resolve({ env, flags: { ...settings, OTEL_CONFIG_FILE: file! } }),
      );
      process.stdout.write(`${lines.join('\n')}\n`);
      process.exitCode = exitCode;
      return;
    }
    const { OTEL_CONFIG_FILE: _, OTEL_EXPERIMENTAL_CONFIG_FILE: __, ...others } = env;
    const resolved = resolve({ env: others, flags: settings });
    const text = chunk.writeFile(resolved);
    process.stdout.write(text);
    const { startLines } = loadChunk<typeof import('../../../shared/config/messages/text')>('config-text');
    const lines = [...startLines(resolved), ...unsetLines(chunk.unsetReferences(text, others))];
    for (const line of lines) process.stderr.write(`otel-agent: ${line}\n`);
  },
};

function unsetLines(names: readonly string[]): string[] {
  return names.map(
    name => `the file refers to \${${name}}, which is not set here: set it where the app runs`,
  );
}
