import { gunzipSync, type InputType, inflateSync, type ZlibOptions } from 'node:zlib';
import { tooLarge } from './read-body';
import { Refusal } from './refusal';

const INFLATERS: { [encoding: string]: (body: InputType, options: ZlibOptions) => Buffer } = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
};

/** The content codings that are understood, as a header says them. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, identity';

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
    return inflater(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new Refusal('malformed', `the body is not valid ${encoding}`);
  }
}
