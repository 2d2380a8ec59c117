import { spawn } from 'node:child_process';
import path from 'node:path';

import { type NodeMajor, nodeBinary } from '../nodes';
import { endWithThisProcess } from '../services/process/reaper';
import { type Answer, startRuntimeApi } from './runtime-api';
import { type RuntimeClient, runtimeClient } from './runtime-client';

export interface SandboxOptions {
  readonly handler: string;
  readonly nodeMajor: NodeMajor;
  /** Release of the runtime interface client. */
  readonly client?: RuntimeClient;
  /** Default: the fixtures. */
  readonly taskRoot?: string;
  /** AWS_LAMBDA_EXEC_WRAPPER. */
  readonly wrapper?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface InvokeOptions {
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Result of an invocation: the runtime's answer, or none when time was up or the process ended. */
export type Outcome = Answer | 'timed out' | 'process ended';

/** A function's sandbox: a real runtime between whose invocations everything stands still. */
export interface Sandbox {
  /** Milliseconds from the start of the process to the answer of the first invocation. */
  readonly startedMs: number;
  invoke(event: unknown, options?: InvokeOptions): Promise<Outcome>;
  output(): string;
  /** Kills it as the platform does. */
  end(): Promise<void>;
}

export const FIXTURES: string = path.join(__dirname, '..', 'fixtures', 'lambda');
const DEFAULT_TIMEOUT_MS = 20_000;

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { handler, nodeMajor, client = 4, taskRoot = FIXTURES, wrapper, env } = options;
  const [api, file, node] = await Promise.all([
    startRuntimeApi(),
    runtimeClient(client),
    nodeBinary(nodeMajor),
  ]);
  const startedMs = Date.now();
  const runtime = [node, file, ...(client === 3 ? [handler] : [])];
  const [program, ...args] = wrapper === undefined ? runtime : [wrapper, ...runtime];
  const child = spawn(program!, args, {
    cwd: taskRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: api.address,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: taskRoot,
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/30/[$LATEST]0123456789abcdef',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${nodeMajor}.x`,
      AWS_REGION: 'eu-west-1',
      ...env,
    },
  });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  let isOver = false;
  const ended = new Promise<void>(resolve => {
    child.on('close', () => {
      isOver = true;
      forget();
      api.close();
      resolve();
    });
  });

  /** Waits until the runtime asks for work, and stops the process: nothing runs outside of invocations. */
  async function freeze(): Promise<void> {
    await Promise.race([api.idle(), ended]);
    if (!isOver) child.kill('SIGSTOP');
  }

  await freeze();
  return {
    startedMs,
    async invoke(event, { timeoutMs = DEFAULT_TIMEOUT_MS, headers = {} } = {}) {
      if (isOver) return 'process ended';
      child.kill('SIGCONT');
      const answer = api.invoke({ event, deadlineMs: Date.now() + timeoutMs, headers });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'timed out'>(resolve => {
        timer = setTimeout(resolve, timeoutMs, 'timed out');
      });
      const outcome = await Promise.race([answer, late, ended.then(() => 'process ended' as const)]);
      clearTimeout(timer);
      if (outcome === 'timed out') {
        child.kill('SIGKILL');
        await ended;
      } else await freeze();
      return outcome;
    },
    output: () => output,
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
