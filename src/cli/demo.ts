import path from 'node:path';
import type { CommandModule } from 'yargs';
import { processEnvironment } from '../config/sources';
import { appendPreload } from './node-options';
import { runCommand } from './run-command';

/** `otel-agent demo`: the sample shop under load, its traces in the local viewer. */
export const demo: CommandModule = {
  command: 'demo',
  describe: 'Run a sample shop under load with the agent, and show its traces',
  builder: yargs =>
    yargs
      .options({
        seconds: { type: 'number', describe: 'End by itself after so many seconds of load, with a summary' },
        port: {
          type: 'number',
          default: 4318,
          describe: 'Port of the viewer; another one is taken when it is not free',
        },
        'grpc-port': { type: 'number', default: 4317, describe: 'Port of OTLP/gRPC, likewise' },
      })
      .check(({ seconds }) => {
        if (seconds !== undefined && !((seconds as number) > 0))
          throw new Error('--seconds must be more than 0');
        return true;
      }),
  handler: args =>
    runCommand('demo', async console => {
      const { runDemo } = await import('../demo/run-demo.js');
      const shopFolder = path.join(__dirname, '..', 'examples', 'shop');
      const plainEnv = plainEnvironment();
      await runDemo(
        {
          seconds: args.seconds as number | undefined,
          httpPort: args.port as number,
          grpcPort: args['grpc-port'] as number,
          shopFolder,
          shopArchive: path.join(__dirname, 'shop.json'),
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
    }),
};

/** The user's environment without what would change the demo: settings for OpenTelemetry, options for Node.js. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(processEnvironment()).filter(([name]) => !/^(OTEL_|NODE_OPTIONS$)/i.test(name));
  return Object.fromEntries(kept);
}
