import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { npm, root, setup } from './setup.mjs';

/* `npm run demo [-- --seconds N]`: sets up everything on a fresh clone, and runs `otel-agent demo`. */
await setup();
installShop(path.join(root, 'examples', 'shop'));
const child = spawn(
  process.execPath,
  [path.join(root, 'bin', 'otel-agent.js'), 'demo', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
// The terminal sends Ctrl-C to the demo as well; this process only has to wait for it.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1;
});

/** The shop has packages of its own, under its own lock file. */
function installShop(folder) {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && packagesIn(installed) === packagesIn(path.join(folder, 'package-lock.json')))
    return;
  console.log("Installing the shop's packages…");
  npm(['ci'], folder);
}

/** Packages of a lock file, without optional ones of other platforms. */
function packagesIn(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  const wanted = Object.entries(packages).filter(
    ([name, entry]) => name !== '' && !entry.optional && !entry.peer,
  );
  return JSON.stringify(wanted.map(([name, { version }]) => `${name}@${version}`).sort());
}
