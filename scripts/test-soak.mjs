import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, setup } from './setup.mjs';

/* `npm run test:soak`: a server under load whose Collector goes and comes. See test/faults/soak.ts. */
await setup();
const args = ['--import', 'tsx', path.join(root, 'test', 'faults', 'soak.ts'), ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1;
});
