import { readHttpReply } from '../../../../src/agent/export/at-exit/direct/http-reply';

/** A connection on which this comes in pieces of so many bytes, and which is closed then. */
function connection(text: string | Buffer, pieceBytes: number) {
  const bytes = Buffer.from(text as string, 'latin1');
  let at = 0;
  return {
    read() {
      const piece = bytes.subarray(at, at + pieceBytes);
      at += piece.length;
      return piece;
    },
  };
}

const lines = (...parts: string[]) => parts.join('\r\n');

describe.each([1, 3, 16_384])('in pieces of %i bytes', pieceBytes => {
  const read = (text: string | Buffer) => {
    const { statusCode, headers, body } = readHttpReply(connection(text, pieceBytes));
    return { statusCode, type: headers['content-type'], body: body.toString('latin1') };
  };

  test.each([
    ['a length', lines('HTTP/1.1 200 OK', 'Content-Type: a/b', 'Content-Length: 3', '', 'abcdef')],
    [
      'chunks',
      lines(
        'HTTP/1.1 200 OK',
        'content-type:a/b',
        'Transfer-Encoding: chunked',
        '',
        '2',
        'ab',
        '1',
        'c',
        '0',
        '',
        '',
      ),
    ],
    ['neither: all until the end', lines('HTTP/1.0 200 OK', 'CONTENT-TYPE: a/b', '', 'abc')],
    [
      'an interim reply before it',
      lines('HTTP/1.1 100 Continue', '', 'HTTP/1.1 200', 'content-type: a/b', 'content-length: 3', '', 'abc'),
    ],
  ])('a body with %s', (_what, text) => {
    expect(read(text)).toEqual({ statusCode: 200, type: 'a/b', body: 'abc' });
  });

  test('no body', () => {
    expect(read(lines('HTTP/1.1 204 No Content', '', ''))).toEqual({
      statusCode: 204,
      type: undefined,
      body: '',
    });
    expect(read(lines('HTTP/1.1 503 No', 'content-length: 0', '', ''))).toMatchObject({
      statusCode: 503,
      body: '',
    });
  });

  test.each([
    ['', /closed the connection without an answer/],
    [lines('HTTP/1.1 200 OK', 'content-le'), /broke in the middle/],
    [lines('HTTP/1.1 200 OK', 'content-length: 9', '', 'abc'), /broke in the middle/],
    ['SSH-2.0-OpenSSH', /not HTTP: is this the address/],
    [Buffer.from([0x15, 3, 1, 0, 2, 2, 70]), /speaks TLS/],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

test('a reply without an end is cut', () => {
  const endless = Buffer.alloc(100_000, 'x');
  const text = Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), endless]);
  expect(readHttpReply(connection(text, 16_384)).body).toHaveLength(64 * 1024);
});
