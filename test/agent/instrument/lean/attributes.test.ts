import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';
import { readArguments } from '../../../../src/agent/instrument/lean/http/client/client-arguments';
import { clientAttributes } from '../../../../src/agent/instrument/lean/http/client/client-attributes';
import { readTarget } from '../../../../src/agent/instrument/lean/http/client/client-target';
import { parseForwarded } from '../../../../src/agent/instrument/lean/http/server/forwarded';
import {
  type ServerAttributes,
  serverAttributes,
} from '../../../../src/agent/instrument/lean/http/server/server-attributes';
import { urlRedaction } from '../../../../src/agent/instrument/lean/http/url-query';
import { upstreamClientAttributes, upstreamServerAttributes } from './upstream-http';

const redact = urlRedaction([]);

const HOSTS = [
  ...[
    'example.com',
    'example.com:8080',
    'EXAMPLE.com:80',
    '127.0.0.1:3000',
    'localhost',
    'xn--e1afmkfd.example',
  ],
  ...[
    '[::1]',
    '[::1]:8080',
    '::1',
    '[::1',
    'a:b:c',
    'a b',
    'a/b',
    'user@host',
    'host:',
    'host:99999',
    ':80',
    '%',
    '',
  ],
  undefined,
];

const TARGETS = [
  ...[
    '/',
    '/a/b',
    '/a//b',
    '//a/b',
    '//',
    '/a/',
    '/a/.',
    '/a/..',
    '/a/../b',
    '/./a',
    '/a/...',
    '/.well-known/x',
  ],
  ...[
    '/a/%2e',
    '/a/%2E%2e/b',
    '/a%2eb',
    '/a/.%2e/b',
    '/%41',
    '/%zz',
    '/a b',
    '/a"b',
    '/a<b>',
    '/a`b',
    '/a{b}',
    '/a|b',
  ],
  ...[
    '/a^b',
    '/a\\b',
    '/\\a',
    "/it's",
    '/(a)',
    '/a;b=1,2',
    '/~a',
    '/@a:b',
    '/é',
    '/a[1]',
    '/a#b',
    '/a?b#c',
    '/#',
    '/?#',
  ],
  ...[
    '?',
    '/?',
    '/??',
    '/a?',
    '/a?b',
    '/a?b=',
    '/a?=b',
    '/a?b=c',
    '/a?b=c&d',
    '/a?b=c&d=',
    '/a?b=c&&d=e',
    '/a?b=c&',
  ],
  ...[
    '/a?b=c=d',
    '/a?b=%20',
    '/a?b=+',
    '/a?b=*.-_~',
    '/a?b=é',
    "/a?b='",
    '/a?b=<>',
    '/a?b[]=1',
    '/a?b=/c?d',
    '/a?b=%zz',
  ],
  ...[
    '/a?sig=x',
    '/a?a=1&sig=x&sig=y',
    '/a?SIG=x',
    '/a?xsig=1',
    '/a?s%69g=x',
    '/a?X-Amz-Signature=1',
    '/a?Signature',
  ],
  ...['*', 'a', '', 'http://other.example/a/../b?c=d', 'http://', 'example.com:443', '/a\tb', '/ü?ü=ü'],
];

const FORWARDED = [
  ...[
    'for=192.0.2.1',
    'for=192.0.2.1;proto=https;host=a.example',
    'For="[2001:db8::1]:4711";Host="b.example:81"',
  ],
  ...[
    'for=unknown',
    'for=_hidden',
    'for="_gazonk"',
    'proto=https',
    'proto=https;host=c.example',
    'host=a, host=b',
  ],
  ...[
    'by=203.0.113.43;host="[::1]:8080";proto=http',
    'for=, host=a',
    'for=192.0.2.1:80',
    ' for=a',
    'for=a ',
    'for=a,',
  ],
  ...[
    'for=a;',
    'for=a ; host=b',
    'for=a;host=b , for=c',
    'for =a',
    'for= a',
    'for="a',
    'for="a"b',
    'for="a\\"b"',
    'for=""',
  ],
  ...[
    'for=a host=b',
    'for',
    '=a',
    '',
    'for="a\\',
    'FOR=x;for=y',
    'for="é";host=ö',
    'host="";for=a',
    '\tfor=a',
    'for=a\t;host=b',
  ],
];

const FORWARDED_FOR = [
  ...[
    '192.0.2.1',
    '192.0.2.1, 10.0.0.1',
    ' 192.0.2.1 ',
    '192.0.2.1:8080',
    '2001:db8::1',
    '[2001:db8::1]:80',
    '::1',
    '::',
  ],
  ...[
    '010.0.0.1',
    '1.2.3.256',
    '1.2.3',
    '1',
    'unknown',
    'Name.Example',
    'a b',
    '',
    ', 1.2.3.4',
    '1.2.3.4:99999',
    'fe80::1%eth0',
  ],
  ...['::ffff:1.2.3.4', 'abc', 'a:b', '1:2:3', 'user@1.2.3.4', '1.2.3.4/24', '%31.2.3.4'],
];

function message(url: string | undefined, headers: IncomingHttpHeaders, more: object = {}): IncomingMessage {
  const socket = { remoteAddress: '198.51.100.7', remotePort: 4711 };
  return { method: 'GET', httpVersion: '1.1', url, headers, socket, ...more } as unknown as IncomingMessage;
}

function allOf(ours: ServerAttributes, request: IncomingMessage): Attributes {
  const attributes = ours.first(request);
  const setAttribute = (key: string, value: AttributeValue) => Object.assign(attributes, { [key]: value });
  ours.addOthers(request, { setAttribute } as unknown as Span);
  return attributes;
}

/** A header is there or not; it is never there without a value. */
function headers(given: Record<string, string | string[] | undefined>): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

describe.each(['http', 'https'] as const)('attributes over %s are what upstream makes of', scheme => {
  const ours = serverAttributes(scheme, redact, undefined);
  const expectSame = (request: IncomingMessage) =>
    expect(allOf(ours, request)).toEqual(upstreamServerAttributes(request, scheme));

  test.each(HOSTS)('the host %p', host => {
    for (const target of TARGETS) expectSame(message(target, headers({ host })));
  });

  test.each(FORWARDED)('Forwarded: %s', forwarded => {
    for (const host of ['example.com', undefined])
      expectSame(message('/', headers({ host, forwarded, 'x-forwarded-host': 'x.example' })));
  });

  test.each(FORWARDED_FOR)('X-Forwarded-For: %s', value => {
    expectSame(message('/', { 'x-forwarded-for': value }));
  });

  test.each(['GET', 'get', 'QUERY', 'PROPFIND', 'purge', undefined])('the method %s', method => {
    expectSame(message('/', { 'user-agent': 'me' }, { method }));
  });

  test('what proxies say of the host and protocol', () => {
    for (const host of HOSTS)
      for (const proto of ['http', 'https', 'ftp', undefined])
        expectSame(message('/', headers({ 'x-forwarded-host': host, 'x-forwarded-proto': proto })));
    expectSame(message('/', { 'x-forwarded-host': ['a.example', 'b.example'] } as never));
  });

  test('a request without a target, and one whose socket is gone', () => {
    expectSame(message(undefined, { host: 'a.example' }));
    expectSame(message('/', { host: 'a.example' }, { socket: {} }));
  });
});

type Call = readonly [unknown, object?];

const URLS = [
  ...['http://a.example', 'http://a.example:8080/b?c=d#e', 'https://a.example/b', 'http://u:p@a.example/'],
  ...['HTTP://A.example/%41', 'http://a.example/??', 'http://a.example/b?c=%20&sig=x'],
];

const CALLS: readonly Call[] = [
  ...TARGETS.filter(target => target.startsWith('/')).map((path): Call => [{ host: 'a.example', path }]),
  ...URLS.flatMap((url): Call[] => [[url], [new URL(url)]]),
];

const OPTIONS: readonly object[] = [
  ...[
    {},
    { host: 'a.example' },
    { hostname: 'a.example' },
    { host: 'a.example:81' },
    { hostname: 'a', port: 81 },
  ],
  ...[
    { hostname: 'b.example', port: '82' },
    { host: 'a.example:81', hostname: 'a.example', port: 81 },
  ],
  ...[{ host: 'a', port: 80 }, { port: 3000 }, { host: '127.0.0.1', port: 1, path: '/x' }],
  ...[
    { host: 'a', method: 'post' },
    { host: 'a', method: 'PURGE' },
    { host: 'a', auth: 'u:p' },
    { host: 'a', path: '' },
  ],
  ...[{ host: 'a', headers: { host: 'b' } }, { headers: { host: 'b.example:90' } }],
  ...[
    { protocol: 'https:', host: 'a' },
    { socketPath: '/var/run/x.sock', path: '/y' },
    { host: 'a', search: '?x' },
  ],
];

describe('a client call has the attributes that upstream gives it', () => {
  const expectSame = (scheme: 'http' | 'https', call: Call) => {
    const target = readTarget(readArguments(call)!, scheme);
    const { name, attributes } = upstreamClientAttributes(scheme, call);
    expect(clientAttributes(target, redact)).toEqual(attributes);
    expect(target.method.toUpperCase()).toBe(name);
  };

  test.each(CALLS.map(call => [call]))('%p', call => expectSame('http', call));
  test.each(OPTIONS)('%p', options => expectSame('http', [options]));
  test.each(OPTIONS)('with a URL and %p', options => {
    if ('hostname' in options || 'port' in options || 'host' in options) return;
    expectSame('http', ['http://a.example/b', options]);
  });

  test('an IPv6 address stands in brackets, where upstream leaves them out', () => {
    const full = (...call: [unknown, object?]) =>
      clientAttributes(readTarget(readArguments(call)!, 'http'), redact)['url.full'];
    expect(full('http://[::1]:3000/a')).toBe('http://[::1]:3000/a');
    expect(full(new URL('http://[::1]:3000/a'))).toBe('http://[::1]:3000/a');
    expect(full({ host: '::1', port: 3000, path: '/a' })).toBe('http://[::1]:3000/a');
    expect(full({ hostname: '::1', path: '/a' })).toBe('http://[::1]/a');
  });

  test.each<[string, unknown[], string, number]>([
    ['options that move a URL', ['http://a.example:81/x', { hostname: 'b', port: 82 }], 'http://b:82/x', 82],
    ['a host beside a hostname', [{ host: 'a.example', hostname: 'b', path: '/x' }], 'http://b/x', 80],
    ["a host beside a URL's", ['http://a.example/x', { host: 'b' }], 'http://a.example/x', 80],
    ['another port that is usual elsewhere', [{ host: 'a', port: 443, path: '/x' }], 'http://a:443/x', 443],
    ['a default port', [{ host: 'a', defaultPort: 8080, path: '/x' }], 'http://a:8080/x', 8080],
  ])('%s: it is where Node goes, whatever upstream says', (_what, call, url, port) => {
    const target = readTarget(readArguments(call)!, 'http');
    expect([clientAttributes(target, redact)['url.full'], target.port]).toEqual([url, port]);
  });

  test.each<[string, object, string, string, number]>([
    ['a whole URL', { path: 'http://b.example/x?y=z' }, 'http://b.example/x?y=z', 'b.example', 80],
    ['its port', { path: 'http://b.example:81' }, 'http://b.example:81', 'b.example', 81],
    ['its scheme', { path: 'HTTPS://b.example/x' }, 'https://b.example/x', 'b.example', 443],
    [
      'secrets in it',
      { path: 'http://u:p@[::2]:81/x?sig=1' },
      'http://REDACTED:REDACTED@[::2]:81/x?sig=REDACTED',
      '::2',
      81,
    ],
    ['a tunnel', { method: 'connect', path: 'b.example:443' }, 'http://b.example:443', 'b.example', 443],
    ['the whole server', { method: 'OPTIONS', path: '*' }, 'http://proxy:3128', 'proxy', 3128],
    [
      'a URL within a path',
      { path: '/http://b.example/' },
      'http://proxy:3128/http://b.example/',
      'proxy',
      3128,
    ],
    ['no URL', { path: 'http://' }, 'http://proxy:3128http://', 'proxy', 3128],
  ])('to a proxy: %s', (_what, options, full, address, port) => {
    const call = { host: 'proxy', port: 3128, ...options };
    const attributes = clientAttributes(readTarget(readArguments([call])!, 'http'), redact);
    expect(attributes).toMatchObject({ 'url.full': full, 'server.address': address, 'server.port': port });
  });
});

test('a Forwarded header with an escape', () => {
  expect(parseForwarded('for="a\\"b";Host=c')).toEqual([{ for: 'a"b', host: 'c' }]);
});
