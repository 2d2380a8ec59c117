import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, setup } from './setup.mjs';

/* `npm test`: sets up everything that the tests need, and runs them. Arguments go to jest: `npm test -- config`. */
await setup();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1;
});
