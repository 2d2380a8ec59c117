import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Stores } from '../../viewer/receiver/stores';
import type { Source } from '../ask/source';
import { storesSource } from '../ask/stores-source';
import { createMcpServer } from './create-server';
import { PatientStdio } from './patient-stdio';

/** Serves assistants over stdin and stdout until one of them ends or `stopped` settles. */
export async function serveStdio(source: Source, stopped: Promise<unknown>): Promise<void> {
  const transport = new PatientStdio();
  const server = createMcpServer(source);
  const ended = new Promise(resolve => process.stdin.once('close', resolve).once('end', resolve));
  await server.connect(transport);
  await Promise.race([ended.then(() => transport.answered()), stopped]);
  await server.close();
}

/**
 * Answers one request of streamable HTTP, whose body has been read. Nothing is kept between requests, so that a client
 * needs no session.
 */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  stores: Stores,
): Promise<void> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = createMcpServer(storesSource(stores));
  await server.connect(transport);
  try {
    const answer = await transport.handleRequest(webRequest(request, body));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  } finally {
    await server.close();
  }
}

function webRequest({ method = 'GET', headers }: IncomingMessage, body: Buffer): Request {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new Request('http://viewer/mcp', { method, headers: given, body: body.toString('utf8') });
}
