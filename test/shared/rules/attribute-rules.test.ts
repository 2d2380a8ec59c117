import { readRules } from '../../../src/agent/rules';
import { type AttributeRules, attributeRulesText } from '../../../src/shared/rules/attribute-rules';

function read(text: string) {
  const said: string[] = [];
  const rules = readRules('attributeRules', text, reason => void said.push(reason)) as
    | AttributeRules
    | undefined;
  return { shown: rules && attributeRulesText(rules), headers: rules?.headers, said };
}

test('a list with commas and YAML say the same', () => {
  const list = read('header:X-Tenant=tenant.id, query:page=app.page,route_param:id=user.id,baggage:plan');
  const yaml = read(
    '[{header: x-tenant, as: tenant.id}, {query: page, as: app.page}, {route_param: id, as: user.id}, {baggage: plan}]',
  );
  expect(list).toEqual(yaml);
  expect(list).toEqual({
    shown: 'header:x-tenant=tenant.id; query:page=app.page; route_param:id=user.id; baggage:plan=plan',
    headers: { SERVER_CAPTURE_REQUEST: ['x-tenant'] },
    said: [],
  });
});

test('headers without a key have that of the conventions, and each side asks for its own', () => {
  expect(
    read('[{header: a, kind: [server, client], type: int}, {response_header: b, max_length: 5}]'),
  ).toEqual({
    shown:
      'header:a=http.request.header.a (int, server client); response_header:b=http.response.header.b (5 characters)',
    headers: {
      SERVER_CAPTURE_REQUEST: ['a'],
      CLIENT_CAPTURE_REQUEST: ['a'],
      SERVER_CAPTURE_RESPONSE: ['b'],
    },
    said: [],
  });
});

test.each([
  [
    'tenant',
    'has entry 1, which is no map and not SOURCE:NAME=ATTRIBUTE with one of header, response_header, query, route_param, baggage',
  ],
  ['headr:x=y', 'has entry 1, which is unknown (did you mean header?)'],
  ['query:page', 'has entry 1, which lacks as: no convention names a query'],
  ['header:x y=z', 'has entry 1, which is "x y", no name of a header'],
  ['[{header: a, as: ""}]', 'has rule 1, as (line 1:18), which is empty'],
  [
    '[{as: b}]',
    'has rule 1 (line 1:2), which has none of header, response_header, query, route_param, baggage',
  ],
  [
    '[{header: a, query: b, as: c}]',
    'has rule 1, query (line 1:21), which stands beside header: a rule has one source',
  ],
  ['[{header: a, tpye: int}]', 'has rule 1, tpye (line 1:20), which is unknown (did you mean type?)'],
  [
    '[{header: a, type: integer}]',
    'has rule 1, type (line 1:20), which has "integer", which is not one of string, int, double, boolean',
  ],
  [
    '[{header: a, max_length: 0}]',
    'has rule 1, max_length (line 1:26), which is not a whole number from 1 to 4096',
  ],
  [
    '[{route_param: id, as: i, kind: client}]',
    'has rule 1, kind (line 1:33), which is client: only server spans have a route_param',
  ],
  [
    '[{baggage: "app.*", as: app}]',
    'has rule 1, as (line 1:25), which is one key for many entries: leave it out',
  ],
  [
    '5',
    'has entry 1, which is no map and not SOURCE:NAME=ATTRIBUTE with one of header, response_header, query, route_param, baggage',
  ],
  ['{header: a}', 'is not a list of rules'],
])('%s %s', (text, message) => {
  expect(read(text)).toMatchObject({ shown: undefined, said: [message] });
});

test('bad entries are left out, the others count, and none gives an attribute twice', () => {
  expect(read('header:a=x,wrong,query:a=x,baggage:b')).toMatchObject({
    shown: 'header:a=x; baggage:b=b',
    said: [
      expect.stringMatching(/^has entry 2, which is no map/),
      'has entry 3, which gives x again, which an earlier rule gives',
    ],
  });
  const many = Array.from({ length: 65 }, (_, index) => `baggage:b${index}`).join();
  expect(read(many).said).toEqual(['has 65 rules, more than 64']);
});
