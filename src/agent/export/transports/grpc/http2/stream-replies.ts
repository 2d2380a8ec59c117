import { contentOf, type Frame, FrameFlag, FrameType, REFUSED } from './frames';
import { createHeaderDecoder, type Headers } from './hpack';

/** Reply on a stream of HTTP/2, as far as it has come. */
export interface StreamReply {
  headers: Headers | undefined;
  trailers: Headers;
  /** Its first 64 KB: the text of a long reply is for a log line. */
  readonly chunks: Buffer[];
  isEnded: boolean;
  /** Set if the receiver has reset the stream, or goes away without having looked at it. */
  errorCode: number | undefined;
}

/** Puts together the reply on each stream, from the frames of a connection. */
export interface StreamReplies {
  /** Returns the reply on this stream, filled from now on. */
  expect(streamId: number): StreamReply;
  /** Forgets a reply that nobody waits for any more. */
  forget(streamId: number): void;
  /** Takes a frame; false if it is about the connection, or about a stream without an expected reply. */
  take(frame: Frame): boolean;
}

export function createStreamReplies(): StreamReplies {
  const streams = new Map<number, StreamReply>();
  const fields = createFieldBlocks();

  function goAway(lastStreamId: number, errorCode: number): void {
    for (const [id, stream] of streams) if (id > lastStreamId) stream.errorCode = errorCode || REFUSED;
  }

  return {
    expect(streamId) {
      const reply = { headers: undefined, trailers: {}, chunks: [], isEnded: false, errorCode: undefined };
      streams.set(streamId, reply);
      return reply;
    },
    forget(streamId) {
      streams.delete(streamId);
    },
    take(frame) {
      const { type, streamId, payload } = frame;
      const reply = streams.get(streamId);
      // Decode every block: the table of fields belongs to the connection.
      const headers = fields.add(frame);
      if (type === FrameType.goAway) goAway(payload.readUInt32BE(0) & 0x7fff_ffff, payload.readUInt32BE(4));
      if (reply === undefined) return false;
      if (headers !== undefined) noteFields(reply, headers);
      if (type === FrameType.data) addChunk(reply, contentOf(frame));
      if (type === FrameType.resetStream) reply.errorCode = payload.readUInt32BE(0);
      const canEnd = type === FrameType.headers || type === FrameType.data;
      reply.isEnded ||= canEnd && (frame.flags & FrameFlag.endStream) !== 0;
      return headers !== undefined || canEnd || type === FrameType.resetStream;
    },
  };
}

function addChunk({ chunks }: StreamReply, chunk: Buffer): void {
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  if (size < MAX_REPLY_BYTES) chunks.push(chunk);
}

const MAX_REPLY_BYTES = 64 * 1024;

function noteFields(reply: StreamReply, fields: Headers): void {
  // Skip an interim reply (1xx); the final one follows.
  if (fields[':status']?.startsWith('1')) return;
  if (reply.headers === undefined) reply.headers = fields;
  else reply.trailers = fields;
}

/** Joins a block of header fields, which may be spread over several frames in a row. */
function createFieldBlocks() {
  const decode = createHeaderDecoder();
  let parts: Buffer[] = [];
  return {
    /** Returns the fields with the frame that ends their block. */
    add(frame: Frame): Headers | undefined {
      if (frame.type !== FrameType.headers && frame.type !== FrameType.continuation) return undefined;
      parts.push(contentOf(frame));
      if ((frame.flags & FrameFlag.endHeaders) === 0) return undefined;
      const fields = decode(Buffer.concat(parts));
      parts = [];
      return fields;
    },
  };
}
