/** Compresses on zlib's own threads. Rejects only when memory is out. */
export function gzip(body: Uint8Array): Promise<Uint8Array> {
  const zlib = require('node:zlib') as typeof import('node:zlib');
  return new Promise((resolve, reject) => {
    zlib.gzip(body, (error, compressed) => (error ? reject(error) : resolve(compressed)));
  });
}
