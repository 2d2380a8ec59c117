/** Reads a request to its end; of a request that its sender cuts off, what has come. */
export async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch {
    // Cut off by the sender: what came of it is returned.
  }
  return Buffer.concat(chunks);
}
