import path from 'node:path';
import { processEnvironment } from '../../../shared/config/read/sources';
import type { Command } from '../command';
import { checkPorts } from '../ports';
import { appendPreload } from '../run/node-options';
import { runCommand } from '../run-command';
import { UsageError } from '../usage';

/** `otel-agent demo`: the sample shop under load, its traces in the local viewer. */
export const demo: Command = {
  name: 'demo',
  usage: 'demo [--seconds N]',
  describe: 'Run a sample shop under load with the agent, and show its traces',
  flags: {
    seconds: {
      value: 'N',
      isNumber: true,
      describe: 'End by itself after so many seconds of load, with a summary',
    },
    port: {
      value: 'PORT',
      isNumber: true,
      default: 4318,
      describe: 'Port of the viewer; a free port where it is taken',
    },
    'grpc-port': { value: 'PORT', isNumber: true, default: 4317, describe: 'Port of OTLP/gRPC, likewise' },
  },
  check(flags) {
    checkPorts(flags);
    const seconds = flags.seconds as number | undefined;
    if (seconds !== undefined && !(seconds > 0)) throw new UsageError('--seconds must be more than 0');
  },
  async handler(flags) {
    await runCommand('demo', async console => {
      const { runDemo } = await import('../../demo/run-demo.js');
      const plainEnv = plainEnvironment();
      // This code runs from dist/.
      const shopFolder = path.join(__dirname, '..', 'examples', 'shop');
      await runDemo(
        {
          seconds: flags.seconds as number | undefined,
          httpPort: flags.port as number,
          grpcPort: flags['grpc-port'] as number,
          shopFolder,
          shopArchive: path.join(__dirname, 'shop.json'),
          bundler: path.join(__dirname, 'bundler.js'),
          uiFolder: path.join(__dirname, 'ui'),
          plainEnv,
          agentEnv: settings => ({
            ...plainEnv,
            ...settings,
            NODE_OPTIONS: appendPreload(plainEnv.NODE_OPTIONS, path.join(__dirname, 'preload.js')),
          }),
        },
        console,
      );
    });
  },
};

/** The user's environment without what would change the demo: settings for OpenTelemetry, options for Node.js. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(processEnvironment()).filter(([name]) => !/^(OTEL_|NODE_OPTIONS$)/i.test(name));
  return Object.fromEntries(kept);
}
