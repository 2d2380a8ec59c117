import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ContentType } from '../../../shared/otlp/fields';
import { contentsSince, countsOf } from '../files/file-contents';
import { isGzip } from '../files/is-gzip';
import { otlpLines } from '../files/otlp-lines';
import { takeStream } from '../files/take-stream';
import { inflate } from '../server/body/inflate';
import { type BodyLimits, withBody } from '../server/body/read-body';
import { refusalOf } from '../server/otlp-http';
import { sendJson, sendText } from '../server/send';
import type { Stores } from '../stores';

/** Sends everything that is kept, or one trace (`?trace=ID`), as a file of OTLP JSON lines. */
export async function sendExport(
  response: ServerResponse,
  stores: Stores,
  traceId: string | null,
): Promise<void> {
  const traceRef = traceId === null ? undefined : stores.spans.traceByHex(traceId);
  if (traceRef === -1) return sendText(response, 404, 'This trace is not here (any more).');
  const name = traceId === null ? 'traces' : `trace-${traceId.replace(/[^0-9a-f]/gi, '')}`;
  response.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.jsonl"`,
    'cache-control': 'no-store',
  });
  await pipeline(Readable.from(otlpLines(stores, traceRef)), response);
}

/**
 * Takes in a file that the page was given, in any of the formats. The page sends it as JSON, which pages of other sites
 * cannot do without asking first.
 */
export async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  { inbox }: Stores,
  limits: BodyLimits,
): Promise<void> {
  if (request.headers['content-type']?.split(';')[0] !== ContentType.json) {
    return sendText(response, 415, `content-type must be ${ContentType.json}`);
  }
  const before = countsOf(inbox);
  try {
    const { format } = await withBody(request, limits, body =>
      takeStream(bytesOf(isGzip(body) ? inflate(body, 'gzip', limits.maxBodyBytes) : body), inbox),
    );
    if (format === undefined) return sendText(response, 400, 'This is not a file of traces.');
    sendJson(response, 200, { format, contents: contentsSince(before, inbox) });
  } catch (error) {
    const { httpStatus, message } = refusalOf(error);
    if (!request.complete) response.setHeader('connection', 'close');
    sendText(response, httpStatus, message);
  }
}

async function* bytesOf(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}
