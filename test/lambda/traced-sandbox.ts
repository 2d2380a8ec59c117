import path from 'node:path';

import { type JsonReceiver, type Span, startJsonReceiver } from './receiver';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox';

/** A sandbox under the agent, and the receiver of its spans. */
export interface TracedSandbox extends Sandbox {
  readonly receiver: JsonReceiver;
  /** Spans of the handler's invocations. */
  handlerSpans(): readonly Span[];
}

const PRELOAD = path.join(__dirname, '..', '..', 'dist', 'preload.js');
const open: (() => Promise<void>)[] = [];

/** Starts a sandbox with the agent; `endSandboxes` ends it. */
export async function startTracedSandbox(options: SandboxOptions): Promise<TracedSandbox> {
  const receiver = await startJsonReceiver();
  const env = {
    NODE_OPTIONS: `--require ${PRELOAD}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_AGENT_BANNER: 'off',
    ...options.env,
  };
  const sandbox = await startSandbox({ ...options, env });
  open.push(async () => {
    await sandbox.end();
    receiver.close();
  });
  return {
    ...sandbox,
    receiver,
    handlerSpans: () => receiver.spans.filter(({ scope }) => scope.endsWith('instrumentation-aws-lambda')),
  };
}

/** Ends every sandbox of a test. */
export async function endSandboxes(): Promise<void> {
  for (const end of open.splice(0)) await end();
}
