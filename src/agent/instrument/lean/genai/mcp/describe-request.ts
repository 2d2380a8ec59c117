import type { Attributes } from '@opentelemetry/api';
import { redactUrls } from '../../../../../shared/urls/redact-text';
import { defined } from '../inference/defined';
import { type Endpoint, endpointOf } from '../inference/endpoint';
import type { Protocol, Request } from './protocol';

/** Facts of a request that are known before its answer. */
export interface DescribedRequest {
  /** `tools/call weather` */
  readonly name: string;
  readonly method: string;
  readonly tool: string | undefined;
  readonly prompt: string | undefined;
  readonly version: string | undefined;
  readonly transport: string | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly attributes: Attributes;
}

/** Describes a request by its message and by the connection that it goes over. */
export function describeRequest(
  { method, params }: Request,
  protocol: Protocol,
  id: unknown,
): DescribedRequest {
  const { _transport: connection, _negotiatedProtocolVersion: negotiated } = protocol;
  const tool = method === 'tools/call' ? params?.name : undefined;
  const prompt = method === 'prompts/get' ? params?.name : undefined;
  const target = tool ?? prompt;
  const version = negotiated ?? connection?.protocolVersion;
  const transport = transportOf(connection?.constructor.name ?? '');
  const endpoint = connection?._url === undefined ? undefined : endpointOf(String(connection._url));
  return {
    name: target === undefined ? method : `${method} ${target}`,
    method,
    tool,
    prompt,
    version,
    transport,
    endpoint,
    attributes: defined({
      'mcp.method.name': method,
      'mcp.protocol.version': version,
      'mcp.resource.uri': typeof params?.uri === 'string' ? redactUrls(params.uri) : undefined,
      'mcp.session.id': connection?.sessionId,
      'jsonrpc.request.id': id === undefined ? undefined : String(id),
      'gen_ai.operation.name': tool === undefined ? undefined : 'execute_tool',
      'gen_ai.tool.name': tool,
      'gen_ai.prompt.name': prompt,
      'network.transport': transport,
      'server.address': endpoint?.address,
      'server.port': endpoint?.port,
    }),
  };
}

/** Semantic conventions: `pipe` for standard input and output, `tcp` for HTTP. */
function transportOf(className: string): string | undefined {
  if (/stdio/i.test(className)) return 'pipe';
  return /http|sse/i.test(className) ? 'tcp' : undefined;
}
