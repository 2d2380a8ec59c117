// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment look like this.
import { substitute } from '../../../../src/shared/config/file/substitute';
import { fileOf, problemsOf, resolveText } from './resolve-text';

const env = { NAME: 'shop', EMPTY: '', NUMBER: '7', NESTED: '${NAME}', MAP: '{a: b}', LINES: 'a\nb: c' };

test.each([
  ['${NAME}', 'shop'],
  ['${env:NAME}', 'shop'],
  ['a-${NAME}-${NUMBER}', 'a-shop-7'],
  ['${MISSING}', ''],
  ['${EMPTY:-else}', 'else'],
  ['${MISSING:-}', ''],
  ['${MISSING:-a:-b$c}', 'a:-b$c'],
  ['$${NAME}', '${NAME}'],
  ['$$${NAME}', '$shop'],
  ['$$$${NAME}', '$${NAME}'],
  ['a $ b $NAME', 'a $ b $NAME'],
  ['${NESTED}', '${NAME}'],
])('%s becomes %s', (given, wanted) => {
  expect(substitute(given, env)).toMatchObject({ text: wanted });
});

test.each([
  ['${NAME:?must be set}', /only \$\{NAME:-default\} exists/],
  ['${1NAME}', /names no variable; write \$\$ for a \$/],
  ['${file:NAME}', /only the environment can be asked/],
])('%s is refused', (given, flaw) => {
  expect(substitute(given, env)).toEqual({ flaw: expect.stringMatching(flaw) });
});

describe('in a file', () => {
  const levelOf = (...lines: string[]) => {
    const config = resolveText(fileOf(...lines), { env });
    return [config.get('OTEL_BSP_SCHEDULE_DELAY'), config.get('OTEL_SERVICE_NAME'), problemsOf(config)];
  };
  const named = (value: string) => [
    'resource:',
    '  attributes:',
    `    - {name: service.name, value: ${value}}`,
  ];

  test('what is substituted in a plain scalar is typed again, in quotes it stays a text', () => {
    const disabled = (text: string) => resolveText(fileOf(`disabled: ${text}`), { env: { T: 'true' } });
    expect(disabled('${T}').get('OTEL_SDK_DISABLED')).toBe(true);
    expect(resolveText(fileOf('log_level: ${MISSING}')).given.has('OTEL_LOG_LEVEL')).toBe(false);
    expect(levelOf(...named('"${NUMBER}"'))[1]).toBe('7');
  });

  test('no text of the environment adds keys', () => {
    const config = resolveText(fileOf('log_level: ${LINES}', 'disabled: ${MAP}'), { env });
    expect(problemsOf(config).map(line => line.replace(/=.*/, ''))).toEqual(['log_level', 'disabled']);
  });

  test('keys are left as they are', () => {
    expect(problemsOf(resolveText(fileOf('${NAME}: 1'), { env }))).toEqual([
      '${NAME} (otel.yaml:2:1) is not a key here; using the rest',
    ]);
  });

  test('a bad reference costs its own value alone', () => {
    const [, name, problems] = levelOf('log_level: ${NAME?x}', ...named('shop'));
    expect(name).toBe('shop');
    expect(problems).toEqual([
      expect.stringMatching(/^log_level \(otel\.yaml:2:12\) holds \$\{NAME\?x\}: .*; using the rest$/),
    ]);
  });
});
