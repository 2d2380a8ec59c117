// Makes one file of the inventory and its packages. The argument is the build plugin by which a preloaded otel-agent sees
// them there; where the agent is installed, its name is otel-agent/bundler.
import { renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { esbuild: otelAgent } = createRequire(import.meta.url)(process.argv[2]);
const folder = new URL('inventory/', import.meta.url);
const unfinished = `dist/${process.pid}.cjs`;
await build({
  absWorkingDir: fileURLToPath(folder),
  entryPoints: ['server.ts'],
  outfile: unfinished,
  bundle: true,
  platform: 'node',
  external: ['pg-native'],
  plugins: [otelAgent()],
});
// By its name alone: a service that starts meanwhile loads the whole of the file.
renameSync(new URL(unfinished, folder), new URL('dist/server.cjs', folder));
