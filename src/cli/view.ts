import path from 'node:path';
import type { CommandModule } from 'yargs';
import { runCommand } from './run-command';

/** `otel-agent view [FILE…]`: the local receiver and trace viewer. */
export const view: CommandModule = {
  command: 'view [files..]',
  describe: 'Receive OTLP on this machine and show the traces, in the browser or as trees in the terminal',
  builder: yargs =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        default: [],
        describe: 'Traces to open: OTLP JSON lines (Collector), Jaeger JSON or Zipkin v2 JSON',
      })
      .options({
        terminal: {
          type: 'boolean',
          default: false,
          describe: 'Print traces as trees instead; with files, print them and end',
        },
        port: {
          type: 'number',
          default: 4318,
          describe: 'Port of the web viewer and OTLP/HTTP; 0 for any free one',
        },
        'grpc-port': { type: 'number', default: 4317, describe: 'Port of OTLP/gRPC; 0 for any free one' },
        host: { type: 'string', default: '127.0.0.1', describe: 'Address to listen on' },
        'allow-host': {
          type: 'string',
          array: true,
          default: [],
          describe: 'A further name that the viewer is called by',
        },
        'max-memory': {
          type: 'number',
          default: 256,
          describe: 'MB of spans and logs to keep; the oldest traces leave first',
        },
        save: { type: 'string', describe: 'Write all there is to this file at the end, as OTLP JSON lines' },
      })
      .check(({ port, 'grpc-port': grpcPort, 'max-memory': maxMemory }) => {
        for (const [name, value] of [
          ['port', port],
          ['grpc-port', grpcPort],
        ] as const) {
          if (!Number.isInteger(value) || value < 0 || value > 65_535)
            throw new Error(`--${name} must be a port: 0 to 65535`);
        }
        if (!(maxMemory >= 16 && maxMemory <= 65_536))
          throw new Error('--max-memory must be between 16 and 65536 (MB)');
        return true;
      }),
  handler: args =>
    runCommand('view', async console => {
      const { runView } = await import('../receiver/run-view.js');
      await runView(
        {
          files: args.files as string[],
          httpPort: args.port as number,
          grpcPort: args.grpcPort as number,
          host: args.host as string,
          allowedHosts: (args.allowHost as string[]).map(name => name.toLowerCase()),
          maxBytes: (args.maxMemory as number) * 2 ** 20,
          terminal: args.terminal as boolean,
          save: args.save as string | undefined,
          uiFolder: path.join(__dirname, 'ui'),
        },
        console,
      );
    }),
};
