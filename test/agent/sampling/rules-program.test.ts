import { described, runRequests } from './told-spans';

const RULES = `
- match: { path: /healthz }
  drop: true
- match: { kind: client, path: /inner/quiet }
  drop: true
- match: { route: /users/:id }
  ratio: 0.999
- ratio: 0
`;

test('a program samples by rules: subtrees of dropped spans are left out, thresholds travel on', async () => {
  const { spans, printed } = await runRequests(['/healthz', '/users/7', '/quiet', '/other'], {
    OTEL_AGENT_SAMPLING_RULES: RULES,
    PRINT_HEADERS: 'yes',
  });
  expect(spans.map(described).sort()).toEqual([
    'client /inner/users/7',
    'server /inner/users/7',
    'server /users/7',
  ]);
  expect(spans.map(({ traceState }) => traceState)).toEqual(Array(3).fill('ot=th:0042'));
  expect(printed[1]).toMatch(/^\/inner\/users\/7 00-\w{32}-\w{16}-01 ot=th:0042$/);
  expect(printed.map(line => line.split('-')[3]!.slice(0, 2))).toEqual(['00', '01', '00', '00']);
});

test('bad rules are named with setting, value, place and what is used, and the others are used', async () => {
  const { spans, said } = await runRequests(['/healthz', '/users/7'], {
    OTEL_AGENT_SAMPLING_RULES:
      '[{"match":{"pth":"/x"},"drop":true},{"match":{"path":"/healthz"},"drop":true}]',
  });
  expect(spans.map(described)).not.toContain('server /healthz');
  expect(spans.map(described)).toContain('server /users/7');
  expect(said).toEqual([
    'otel-agent: OTEL_AGENT_SAMPLING_RULES=[{"match":{"pth":"/x"},"drop":true},{"match":{"path":"/healthz"},"drop":true}] (environment) has rule 1, match.pth (line 1:18), which is unknown (did you mean path?); using drop path=/healthz',
  ]);
});
