/** The first two bytes of every gzip file (RFC 1952, 2.3.1). */
const GZIP_MAGIC = 0x1f8b;

/** True if a file begins as gzip (RFC 1952). */
export function isGzip(beginning: Buffer): boolean {
  return beginning.length >= 2 && beginning.readUInt16BE() === GZIP_MAGIC;
}
