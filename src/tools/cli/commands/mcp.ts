import type { Command } from '../command';
import { runCommand } from '../run-command';

/** `otel-agent mcp`: the viewer's answers for coding assistants. */
export const mcp: Command = {
  name: 'mcp',
  usage: 'mcp [--url URL]',
  describe: "The viewer's answers for coding assistants: Model Context Protocol over stdin and stdout",
  flags: {
    url: { value: 'URL', default: 'http://127.0.0.1:4318', describe: 'Address of a running viewer' },
    file: { value: 'FILE', isList: true, describe: 'Answer from a file of traces and logs instead' },
  },
  async handler(flags) {
    await runCommand('mcp', async ({ err, stopped }) => {
      const { serveStdio } = await import('../../mcp/mcp.js');
      const { openSource } = await import('../../ask/open-source.js');
      const source = await openSource(flags.file as string[], flags.url as string, sentence =>
        err.write(`${sentence}\n`),
      );
      await serveStdio(source, stopped);
    });
  },
};
