/** Number of spans in an ExportTraceServiceRequest: resource_spans (1) > scope_spans (2) > spans (2). @param {Buffer} bytes */
export function countSpans(bytes) {
  let spans = 0;
  for (const resourceSpans of fields(bytes, 1))
    for (const scopeSpans of fields(resourceSpans, 2)) for (const _ of fields(scopeSpans, 2)) spans += 1;
  return spans;
}

/** The length-delimited fields with this number; others are passed over. */
function* fields(bytes, wanted) {
  const at = { offset: 0 };
  while (at.offset < bytes.length) {
    const key = readVarint(bytes, at);
    const wireType = key & 7;
    if (wireType === 0) readVarint(bytes, at);
    else if (wireType === 1) at.offset += 8;
    else if (wireType === 5) at.offset += 4;
    else {
      const length = readVarint(bytes, at);
      if (key >>> 3 === wanted) yield bytes.subarray(at.offset, at.offset + length);
      at.offset += length;
    }
  }
}

function readVarint(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at.offset++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128 || byte === undefined) return value;
  }
}
