import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Generous: a busy machine is no reason to break off a run. */
const READY_WITHIN_MS = 300_000;

/** Starts a script that speaks over IPC; resolves with its first message and ways to ask and to end it. */
export async function startChild(script, { node = process.execPath, args = [], env = {} } = {}) {
  const child = fork(script, [], {
    execPath: node,
    execArgv: args,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stderr = lastOf(child.stderr);
  const nextMessage = async () => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), READY_WITHIN_MS);
    try {
      const died = once(child, 'exit', abort).then(([code, signal]) => {
        throw new Error(`${script} ended with ${code ?? signal}:\n${stderr()}`);
      });
      const [message] = await Promise.race([once(child, 'message', abort), died]);
      return message;
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  };
  return {
    ready: await nextMessage(),
    async ask(message) {
      child.send(message);
      return nextMessage();
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Runs a script to its end; gives what it wrote to file descriptor 3, and when it ended, in ms since 1970. */
export async function runScript(script, { node, args, env }) {
  const child = spawn(node, [...args, script], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: READY_WITHIN_MS,
  });
  const stderr = lastOf(child.stderr);
  let output = '';
  child.stdio[3].on('data', chunk => {
    output += chunk;
  });
  let exitedMs;
  child.once('exit', () => {
    exitedMs = performance.timeOrigin + performance.now();
  });
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(child.stdio[3], 'close')]);
  if (code !== 0) throw new Error(`${script} ended with ${code ?? signal}:\n${stderr()}`);
  return { output, exitedMs };
}

/** Environment of a service in production, without that of the user who runs the benchmark. */
function cleanEnvironment() {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'TEMP', 'LANG'].filter(name => name in process.env);
  return { NODE_ENV: 'production', ...Object.fromEntries(kept.map(name => [name, process.env[name]])) };
}

function lastOf(stream) {
  let text = '';
  stream.on('data', chunk => {
    text = (text + chunk).slice(-4000);
  });
  return () => text;
}
