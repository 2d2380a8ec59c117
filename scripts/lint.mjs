import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root, setup } from './setup.mjs';

/* `npm run lint`: format and lint, types, unused code and dependencies, the package as others will see it, generated docs. */
await setup();
const bin = name => path.join(root, 'node_modules', name);
const checks = [
  ['biome', [bin('@biomejs/biome/bin/biome'), 'check', '.']],
  ['types', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['types of the web viewer', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'src/viewer/ui']],
  ['unused code and dependencies', [bin('knip/bin/knip.js'), '--config', 'scripts/knip.config.ts']],
  ['package', [bin('publint/src/cli.js'), '--strict']],
  ['generated docs', [path.join(root, 'scripts/docs.mjs'), '--check']],
];
for (const [name, [script, ...args]] of checks) {
  try {
    execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  } catch {
    console.error(`lint: ${name} failed`);
    process.exitCode = 1;
  }
}
