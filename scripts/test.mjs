import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, setup } from './setup.mjs';

/*
 * `npm test`: sets up everything that the tests need, and runs them; `npm run test:all` (`--all`) also runs the rows of tables
 * that test/slice.ts leaves out. Arguments go to jest: `npm test -- config`.
 */
const args = process.argv.slice(2).filter(argument => argument !== '--all');
const all = args.length < process.argv.length - 2;
await setup();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const child = spawn(process.execPath, [jest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(all && { OTEL_AGENT_TEST_ALL: '1' }) },
});
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1;
});
