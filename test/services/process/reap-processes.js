/*
 * Runs as a process of its own beside the tests. It learns on standard input which servers they have started; when
 * that input closes, the tests have ended, however they did (SIGKILL too), and what is left of their servers goes.
 */
const { spawnSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const readline = require('node:readline');

const KILL_AFTER_MS = 3_000;
const left = new Map();

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', line => {
  const { id, entry } = JSON.parse(line);
  if (entry) left.set(id, entry);
  else left.delete(id);
});
lines.on('close', () => {
  const entries = [...left.values()];
  for (const { pid, signal } of entries) if (pid) kill(pid, signal);
  for (const { command } of entries) if (command) spawnSync(command[0], command.slice(1));
  const deadline = Date.now() + KILL_AFTER_MS;
  const finish = () => {
    if (entries.some(({ pid }) => pid && kill(pid, 0)) && Date.now() < deadline)
      return setTimeout(finish, 50);
    for (const { pid } of entries) if (pid) kill(pid, 'SIGKILL');
    for (const { folder } of entries)
      if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  finish();
});

/** The whole group where there are groups; false when nothing of it is left. */
function kill(pid, signal) {
  try {
    return process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    return false;
  }
}
