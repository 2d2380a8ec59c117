import { redactAddress, redactUrls } from '../../../src/shared/urls/redact-text';
import { redactQuery, redactUrl } from '../../../src/shared/urls/redact-url';
import { secretParameters } from '../../../src/shared/urls/secret-parameters';
import { cpuOf } from '../../cpu-of';
import * as fc from '../../fast-check';

const isSecret = secretParameters();
const LONG = 'AIzaSyD-0123456789';

describe('a URL of a span', () => {
  test.each([
    ['/a', '/a'],
    ['https://h/@scope/x?page=2#top', 'https://h/@scope/x?page=2#top'],
    ['https://u:S@h:1/p?sig=S&a=1', 'https://REDACTED:REDACTED@h:1/p?sig=REDACTED&a=1'],
    ['https://u:S@b@h/', 'https://REDACTED:REDACTED@h/'],
    ['http://proxyhttp://u:S@h/a', 'http://proxyhttp://REDACTED:REDACTED@h/a'],
    [
      '/p?X-Amz-Signature=S&b=#access_token=S&b=2',
      '/p?X-Amz-Signature=REDACTED&b=#access_token=REDACTED&b=2',
    ],
    ['/p#id_token=S?x=1', '/p#id_token=REDACTED'],
    [
      '/p?user%5Bpassword%5D=S&tokens[]=1&token[]=S',
      '/p?user%5Bpassword%5D=REDACTED&tokens[]=1&token[]=REDACTED',
    ],
    ['/p?s%69g=S&??sig=S', '/p?s%69g=REDACTED&??sig=REDACTED'],
    ['/p?sig=a=b&sig=&c=d', '/p?sig=REDACTED&sig=REDACTED&c=d'],
    ['/p?code=404&key=name&session=9', '/p?code=404&key=name&session=9'],
    [`/p?code=${LONG}&KEY=${LONG}`, '/p?code=REDACTED&KEY=REDACTED'],
    ['/p?back=https://u:S@h/?token=S', '/p?back=https://REDACTED:REDACTED@h/?token=REDACTED'],
    [
      '/p?back=https%3A%2F%2Fh%2F%3Ftoken%3DS&a=%41',
      `/p?back=${encodeURIComponent('https://h/?token=REDACTED')}&a=%41`,
    ],
    ['/p?%zz=1&%zzsig=1&token', '/p?%zz=1&%zzsig=1&token'],
  ])('%s -> %s', (url, shown) => {
    expect(redactUrl(url, isSecret)).toBe(shown);
  });

  test.each([
    'access_token',
    'refreshToken',
    'client_secret',
    'AWSAccessKeyId',
    'x-goog-signature',
    'api.key',
    'PASSWORD',
  ])('%s is secret', name => {
    expect(redactQuery(`a=b&${name}=S`, isSecret)).toBe(`a=b&${name}=REDACTED`);
  });

  test('names are added and taken away', () => {
    const own = secretParameters(['Member_ID', '-sig']);
    expect(redactQuery('memberid=S&member-id=S&sig=1&token=S', own)).toBe(
      'memberid=REDACTED&member-id=REDACTED&sig=1&token=REDACTED',
    );
  });

  test('whatever is around it, the value of a secret parameter is gone and all else is as it was', () => {
    const piece = fc.string({
      unit: fc.constantFrom('a', '=', '%', '%26', '+', '?', '/', ':', '@', 'é', '[', ']'),
    });
    const query = fc.tuple(piece, fc.constantFrom('sig', 'Token', 'api_key', 's%69g'), piece);
    fc.assert(
      fc.property(query, ([before, name, after]) => {
        expect(redactQuery(`${before}&${name}=S${after}&z=1`, isSecret)).toBe(
          `${redactQuery(before, isSecret)}&${name}=REDACTED&z=1`,
        );
      }),
    );
  });
});

describe("a message of the agent's", () => {
  test.each([
    ['nothing to hide: a@b, c?d=e', 'nothing to hide: a@b, c?d=e'],
    ['to http://h:4318 (grpc)', 'to http://h:4318 (grpc)'],
    ['http://user:a/S@h:4318', 'http://[redacted]@h:4318'],
    [
      'http://user:a#S@h and http://user:a?S@h:1/p?q',
      'http://[redacted]@h and http://[redacted]@h:1/p?[redacted]',
    ],
    ['https://h/?api_key=S&x&y=#S', 'https://h/?api_key=[redacted]&[redacted]&y=[redacted]#[redacted]'],
    ['ftp://u:S@h', 'ftp://[redacted]@h'],
  ])('%s -> %s', (message, shown) => {
    expect(redactUrls(message)).toBe(shown);
    expect(redactUrls(shown)).toBe(shown);
  });

  test.each([
    ['user:S@h:4317', '[redacted]@h:4317'],
    ['user:a b@h', '[redacted]@h'],
    ['h:4317', 'h:4317'],
    ['h:4317/?x=S', 'h:4317/?x=[redacted]'],
  ])('the address %s -> %s', (address, shown) => {
    expect(redactAddress(address)).toBe(shown);
  });
});

test('work is in proportion to the length', () => {
  const pieces = [
    '://',
    '?',
    '@',
    '=',
    '&',
    '%3a%2f%2f',
    'a=b&',
    '://a@',
    '?back=http://',
    '#',
    'x=http://?',
  ];
  const redactors = [redactUrls, redactAddress, (url: string) => redactUrl(url, isSecret)];
  const work = (copies: number) =>
    cpuOf(() => {
      for (const piece of pieces) for (const redact of redactors) redact(`http://h/?${piece.repeat(copies)}`);
    });
  work(2000);
  // Quadratic work would take 100 times as long.
  expect(work(20000) / work(2000)).toBeLessThan(50);
});
