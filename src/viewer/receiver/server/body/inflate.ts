import * as zlib from 'node:zlib';
import { Refusal } from '../refusal';
import { tooLarge } from './read-body';

type Limits = { readonly maxOutputLength: number; readonly chunkSize: number };
type Inflater = (body: Buffer, limits: Limits) => Buffer;

/** Node 20 has no Zstandard. A frame may ask for a window of gigabytes: 32 MiB (2^25) are more than any level takes. */
const zstd: Inflater | undefined =
  typeof zlib.zstdDecompressSync === 'function'
    ? (body, limits) =>
        zlib.zstdDecompressSync(body, {
          ...limits,
          params: { [zlib.constants.ZSTD_d_windowLogMax]: 25 },
        })
    : undefined;

const INFLATERS: { [encoding: string]: Inflater | undefined } = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  zlib: inflateAny,
  deflate: inflateAny,
  zstd,
};

/** Understood content codings, as in a header: the Collector's, as far as Node has them. */
export const ACCEPTED_ENCODINGS = `gzip, deflate, zlib, ${zstd === undefined ? '' : 'zstd, '}identity`;

/** Size of zlib's output pieces: 16 KiB, its default, makes a thousand pieces of a large body. */
const CHUNK_BYTES = 2 ** 18;

/**
 * Undoes a content coding; stops at `maxBytes`, so that a bomb costs no more than a plain body. Throws a Refusal:
 * unsupported, tooLarge or malformed. Synchronous on purpose: what follows is too, and only one body at a time is open.
 */
export function inflate(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return body;
  const inflater = INFLATERS[encoding.toLowerCase()];
  if (inflater === undefined) {
    throw new Refusal(
      'unsupported',
      `the encoding "${encoding}" is not understood; use ${ACCEPTED_ENCODINGS}`,
    );
  }
  try {
    return inflater(body, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new Refusal('malformed', `the body is not valid ${encoding}`);
  }
}

/** "deflate" means zlib's format (RFC 9110, 8.4.1.2), which begins with 8 and is a multiple of 31; some send it bare. */
function inflateAny(body: Buffer, limits: Limits): Buffer {
  const isZlib = body.length >= 2 && (body[0]! & 0x0f) === 8 && body.readUInt16BE() % 31 === 0;
  return isZlib ? zlib.inflateSync(body, limits) : zlib.inflateRawSync(body, limits);
}
