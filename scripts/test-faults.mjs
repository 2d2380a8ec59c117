import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, setup } from './setup.mjs';

/* `npm run test:faults`: every fault of a receiver, a network, a disk or a process. See test/faults/main.ts. */
await setup();
const args = ['--import', 'tsx', path.join(root, 'test', 'faults', 'main.ts'), ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1;
});
