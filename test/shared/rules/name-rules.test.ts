import { readRules } from '../../../src/agent/rules';
import { type NameRule, nameRulesText } from '../../../src/shared/rules/name-rules';

function read(text: string) {
  const said: string[] = [];
  const rules = readRules('nameRules', text, reason => void said.push(reason)) as
    | readonly NameRule[]
    | undefined;
  return { shown: rules && nameRulesText(rules), said };
}

test('rules are read and shown', () => {
  expect(
    read('[{match: {kind: server, route: "/a/**"}, name: "{ http.request.method } x"}, {name: job}]'),
  ).toEqual({
    shown: 'kind=server route=/a/** -> { http.request.method } x; -> job',
    said: [],
  });
});

test.each([
  ['"{http.route}"', 'is not a list of rules'],
  ['[{nme: x}]', 'has rule 1, nme (line 1:8), which is unknown (did you mean name?)'],
  ['[{name: ""}]', 'has rule 1, name (line 1:9), which is empty'],
  [
    '[{name: "{http.route"}]',
    'has rule 1, name (line 1:9), which is "{http.route", in which braces are not in pairs around an attribute\'s key',
  ],
  [
    '[{name: "{}"}]',
    'has rule 1, name (line 1:9), which is "{}", in which braces are not in pairs around an attribute\'s key',
  ],
  [
    '[{match: {knd: server}, name: x}]',
    'has rule 1, match.knd (line 1:16), which is unknown (did you mean kind?)',
  ],
  [`[{name: ${'x'.repeat(300)}}]`, 'has rule 1, name (line 1:9), which is longer than 256 characters'],
])('%s %s', (text, message) => {
  const { shown, said } = read(text);
  expect(shown).toBeUndefined();
  expect(said[0]).toBe(message);
});

test('a list whose first line has lost its indentation, as the blanks around a variable', () => {
  expect(read('- {name: a}\n    - match: {kind: server}\n      name: b').shown).toBe(
    '-> a; kind=server -> b',
  );
});
