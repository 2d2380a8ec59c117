import path from 'node:path';
import type { Command } from '../command';
import { checkPorts } from '../ports';
import { runCommand } from '../run-command';
import { UsageError } from '../usage';

/** `otel-agent view [FILE…]`: the local receiver and trace viewer. */
export const view: Command = {
  name: 'view',
  usage: 'view [FILE…]',
  describe: 'Receive OTLP on this machine and show the traces, in the browser or as trees in the terminal',
  files: {
    describe: 'Traces to open: OTLP JSON (Collector, Jaeger 2, Tempo), Jaeger JSON or Zipkin v2 JSON',
  },
  flags: {
    terminal: { describe: 'Print traces as trees instead; with files, print them and end' },
    port: {
      value: 'PORT',
      isNumber: true,
      default: 4318,
      describe: 'Port of the web viewer and OTLP/HTTP; 0 for any free port',
    },
    'grpc-port': {
      value: 'PORT',
      isNumber: true,
      default: 4317,
      describe: 'Port of OTLP/gRPC; 0 for any free port',
    },
    host: { value: 'ADDRESS', default: '127.0.0.1', describe: 'Address to listen on' },
    'allow-host': { value: 'NAME', isList: true, describe: 'A further host name of the viewer' },
    'max-memory': {
      value: 'MB',
      isNumber: true,
      default: 256,
      describe: 'MB of spans and logs to keep; the oldest traces leave first',
    },
    save: {
      value: 'FILE',
      describe: 'Write all traces and logs to this file at the end, as OTLP JSON lines',
    },
  },
  check(flags) {
    checkPorts(flags);
    const maxMemory = flags['max-memory'] as number;
    if (!(maxMemory >= 16 && maxMemory <= 65_536))
      throw new UsageError('--max-memory must be between 16 and 65536 (MB)');
  },
  async handler(flags) {
    await runCommand('view', async console => {
      const { runView } = await import('../../../viewer/receiver/run-view.js');
      const { mcpRoutes } = await import('../../mcp/routes.js');
      await runView(
        {
          files: flags.files as string[],
          httpPort: flags.port as number,
          grpcPort: flags['grpc-port'] as number,
          host: flags.host as string,
          allowedHosts: (flags['allow-host'] as string[]).map(name => name.toLowerCase()),
          maxBytes: (flags['max-memory'] as number) * 2 ** 20,
          terminal: flags.terminal === true,
          save: flags.save as string | undefined,
          uiFolder: path.join(__dirname, 'ui'),
          moreRoutes: mcpRoutes,
        },
        console,
      );
    });
  },
};
