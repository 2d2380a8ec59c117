import { readDocument } from '../../../src/shared/rules/read-document';
import { readSamplingRules, samplingRuleText } from '../../../src/shared/rules/sampling-rules';

function read(text: string) {
  const refused: string[] = [];
  const rules = readDocument(text, readSamplingRules, message => {
    refused.push(message);
    return undefined;
  });
  return { rules: rules?.map(samplingRuleText), refused };
}

test('YAML and JSON give the same rules', () => {
  const yaml = `
- match: { path: [/healthz, /static/**], kind: server }
  drop: true
- match:
    route: /users/:id
    attributes: { tenant: gold, beta: true }
  ratio: 1
- match: { host: "*.internal", method: GET, parent: remote }
  per_second: 10
- ratio: 0.05`;
  const json = JSON.stringify([
    { match: { path: ['/healthz', '/static/**'], kind: 'SERVER' }, drop: true },
    { match: { route: '/users/:id', attributes: { tenant: 'gold', beta: true } }, ratio: 1 },
    { match: { host: '*.internal', method: 'GET', parent: 'remote' }, per_second: 10 },
    { ratio: 0.05 },
  ]);
  const rules = [
    'drop kind=server path=/healthz|/static/**',
    'ratio 1 route=/users/:id tenant=gold beta=true',
    '10 per second parent=remote host=*.internal method=GET',
    'ratio 0.05',
  ];
  expect(read(yaml)).toEqual({ rules, refused: [] });
  expect(read(json)).toEqual({ rules, refused: [] });
  expect(read(`rules: ${json}`)).toEqual({ rules, refused: [] });
});

test.each<[string, string]>([
  [
    '- match: { pth: /a }\n  drop: true',
    'has rule 1, match.pth (line 1:17), which is unknown (did you mean path?)',
  ],
  ['- drop: true\n- match: {}', 'has rule 2 (line 2:3), which lacks an action: drop, ratio or per_second'],
  ['- ratio: 1.5', 'has rule 1, ratio (line 1:10), which is not a number from 0 to 1'],
  ['- ratio: half', 'has rule 1, ratio (line 1:10), which is not a number from 0 to 1'],
  ['- per_second: 0', 'has rule 1, per_second (line 1:15), which is not a number above 0'],
  ['- drop: yes', 'has rule 1, drop (line 1:9), which is "yes", not true'],
  ['- drop: false', 'has rule 1, drop (line 1:9), which is false, not true'],
  ...['/etc/otel/rules.yaml', './rules', 'rules.yml', '"C:\\\\rules.json"'].map(
    path => [path, 'is the path of a file: write the rules themselves'] satisfies [string, string],
  ),
  [
    '- ratio: 1\n  drop: true',
    'has rule 1, ratio (line 1:10), which stands beside drop: a rule has one action',
  ],
  [
    '- match: { kind: servr }\n  drop: true',
    'has rule 1, match.kind (line 1:18), which has "servr", which is not one of internal, server, client, producer, consumer (did you mean server?)',
  ],
  [
    '- match: { attributes: [a] }\n  drop: true',
    'has rule 1, match.attributes (line 1:24), which is not a map',
  ],
  [
    '- match: { attributes: { a: {} } }\n  drop: true',
    'has rule 1, match.attributes.a (line 1:29), which is not a text or a list of texts',
  ],
  ['- 7', 'has rule 1 (line 1:3), which is not a map'],
  ['7', 'is not a list of rules'],
])('%j is refused with its place', (text, message) => {
  expect(read(text).refused).toEqual([message]);
});

test('a rule with a bad part is left out whole, so that it never matches more; the others are used', () => {
  const text = '- match: { path: /a, hst: b }\n  drop: true\n- ratio: 0.5';
  expect(read(text).rules).toEqual(['ratio 0.5']);
});

test('a text that is neither YAML nor JSON is refused with its place', () => {
  const { rules, refused } = read('- drop: true\n- [');
  expect(rules).toBeUndefined();
  expect(refused).toEqual([expect.stringMatching(/^is not YAML or JSON at line 2:\d+: \S/)]);
});

test('a text made to grow is refused', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`),
  ];
  const { rules, refused } = read(bomb.join('\n'));
  expect(rules).toBeUndefined();
  expect(refused).toEqual([expect.stringMatching(/^is not YAML or JSON: Excessive alias count/)]);
});

test.each(['[{match: {path: */healthz}, drop: true}]', '[{match: {path: *}, drop: true}]'])(
  '%s: a glob that YAML takes for an alias is told to need quotes',
  text => {
    const { rules, refused } = read(text);
    expect(rules).toBeUndefined();
    expect(refused).toEqual([
      expect.stringMatching(/^is not YAML or JSON.*put quotes around a text that begins with \*$/),
    ]);
  },
);
