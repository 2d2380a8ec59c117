import type { Check, Finding } from '../../check';
import { fail, ok } from '../../check';
import { meaningOf } from '../../receivers/judge-reply';
import { isReached, type Receiver } from '../../receivers/receiver';

/** Is the receiver's protocol the one of the settings? */
export const protocols: Check = {
  name: 'protocol',
  needs: 'network',
  run: async ({ receivers }) => (await Promise.all(receivers.map(look))).flat(),
};

async function look(receiver: Receiver): Promise<Finding[]> {
  if (!(await isReached(receiver))) return [];
  const { name, destination, signals } = receiver;
  const { result } = await receiver.export(signals[0]!);
  const meaning = meaningOf(result);
  if (meaning === 'unreached') return [];
  if (meaning !== 'protocol') return [ok(`answers ${SPOKEN[destination.protocol]}`, name)];
  const reason = 'reason' in result ? result.reason : '';
  return [
    fail({
      about: name,
      seen: reason,
      why: `the settings ask for ${SPOKEN[destination.protocol]} (OTEL_EXPORTER_OTLP_PROTOCOL, or the endpoint's port)`,
      mend: mendOf(reason, destination.protocol),
    }),
  ];
}

const SPOKEN = {
  grpc: 'OTLP over gRPC',
  'http/protobuf': 'OTLP over HTTP (protobuf)',
  'http/json': 'OTLP over HTTP (JSON)',
  'zipkin/json': 'Zipkin',
} as const;

function mendOf(reason: string, protocol: string): string {
  if (reason.includes('TLS'))
    return `use ${reason.includes('https://') ? 'https' : 'http'}:// in OTEL_EXPORTER_OTLP_ENDPOINT`;
  if (reason.includes('gRPC port')) return 'set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or use port 4318';
  if (protocol === 'grpc') return 'set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or use port 4317';
  return 'set OTEL_EXPORTER_OTLP_ENDPOINT to the address of an OTLP receiver';
}
