import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { freePorts } from '../../../src/tools/demo/free-ports';

import { type CliResult, runCli } from '../cli/run-cli';

/** Service to which the tests attach. */
export interface App {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Ports by name, as the service tells them. */
  readonly ports: { readonly port: number; readonly fastifyPort: number };
  readonly stderr: () => string;
  /** Sends a message and returns the answer. */
  ask<Answer>(message: string): Promise<Answer>;
  /** Runs `otel-agent attach` on it. */
  attach(...words: string[]): Promise<CliResult>;
  end(): Promise<void>;
}

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'attach');

/** Starts a program of test/fixtures/attach/, and returns once it serves. */
export async function startApp(
  nodeBinary: string,
  script = 'app.js',
  env: Readonly<Record<string, string>> = {},
): Promise<App> {
  const flags = ['--expose-gc', `--inspect-port=${(await freePorts(1))[0]}`];
  const child = spawn(nodeBinary, [...flags, path.join(FIXTURES, script)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  const ended = once(child, 'close');
  const died = ended.then(() => {
    throw new Error(`the app has ended\n${stderr}`);
  });
  died.catch(() => {});
  const [ports] = await Promise.race([once(child, 'message'), died]);
  return {
    child,
    pid: child.pid!,
    ports,
    stderr: () => stderr,
    async ask(message) {
      const answer = once(child, 'message');
      child.send(message);
      return (await Promise.race([answer, died]))[0];
    },
    attach: (...words) => runCli(['attach', String(child.pid), ...words]),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Gets a path on a connection of its own; returns status and text. */
export function get(port: number, urlPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: urlPath, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
