import diagnosticsChannel from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { version } from '../../../../package.json';
import { loadChunk } from '../../../agent/boot/chunks';
import type { TransportsChunk } from '../../../agent/export/transports/connect';
import type { SendResult, Signal } from '../../../agent/export/types';
import type { Destination } from '../../../shared/otlp/destination';

/** Reply to an empty export. */
export interface Reply {
  readonly result: SendResult;
  readonly tookMs: number;
  /** Receiver's clock minus this machine's, in ms; undefined if the reply has no date. */
  readonly skewMs: number | undefined;
}

/** Sends an export request without items by the agent's own transport. */
export async function askExport(signal: Signal, destination: Destination, timeoutMs: number): Promise<Reply> {
  const headers = { ...destination.headers, 'user-agent': `otel-agent/${version} (doctor)` };
  const { connect } = loadChunk<TransportsChunk>('transports');
  const transport = connect({ ...destination, headers });
  const date = watchDate(destination);
  const startedMs = performance.now();
  try {
    const body = EMPTY[destination.protocol];
    const result = await transport.send({ signal, body: Buffer.from(body), items: 0 }, timeoutMs);
    return { result, tookMs: performance.now() - startedMs, skewMs: date.skewMs() };
  } catch (error) {
    const result = { kind: 'permanent', reason: (error as Error).message } as const;
    return { result, tookMs: performance.now() - startedMs, skewMs: undefined };
  } finally {
    date.stop();
    transport.close();
  }
}

const EMPTY: Readonly<Record<Destination['protocol'], string>> = {
  grpc: '',
  'http/protobuf': '',
  'http/json': '{}',
  'zipkin/json': '[]',
};

/** Notes the date of the reply, by the channel on which Node publishes each reply over HTTP/1. */
function watchDate({ path, host }: Destination) {
  let skewMs: number | undefined;
  const note = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const isOurs = request.path.endsWith(path) && String(request.getHeader('host')).includes(host);
    const sent = Date.parse(response.headers.date ?? '');
    if (isOurs && !Number.isNaN(sent)) skewMs = sent - Date.now();
  };
  diagnosticsChannel.subscribe(CHANNEL, note);
  return { skewMs: () => skewMs, stop: () => diagnosticsChannel.unsubscribe(CHANNEL, note) };
}

const CHANNEL = 'http.client.response.finish';
