import { type Decoded, decodeTraceRequest } from '../decode-otlp';
import {
  type IsTls,
  type ScriptedReceiver,
  scriptedGrpcReceiver,
  scriptedHttpReceiver,
} from '../scripted-receivers';

export type Protocol = 'grpc' | 'http/protobuf';

/** Receiver that counts spans by run and name: `1234-1/span 0`. */
export function startSpanReceiver(
  protocol: Protocol = 'grpc',
  port = 0,
  isTls: IsTls = false,
): Promise<ScriptedReceiver> {
  const start = protocol === 'grpc' ? scriptedGrpcReceiver : scriptedHttpReceiver;
  return start(isTls, (body, path) => (/trace/i.test(path) ? spanIds(body) : [path]), port);
}

/** Ids of the spans of a request. */
function spanIds(body: Buffer): string[] {
  const { resourceSpans } = decodeTraceRequest(body) as unknown as TraceRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const run = resource.attributes.find(({ key }) => key === 'test.run')?.value.stringValue;
    return scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => `${run}/${name}`));
  });
}

interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: Decoded }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

/** Ids of a run's first spans. */
export const idsOf = (run: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${run}/span ${index}`);

/** Numbers of ids by the times that each was accepted: `{ 1: 500 }` for each once. */
export function timesAccepted(receiver: ScriptedReceiver, ids: readonly string[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const id of ids) {
    const times = receiver.accepted.get(id) ?? 0;
    counts[times] = (counts[times] ?? 0) + 1;
  }
  return counts;
}
