import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { resolveConfig } from '../../../src/shared/config';
import { commonSettings, flagOptions, printConfig, settingsPage } from '../../../src/shared/config/describe';
import { startLines } from '../../../src/shared/config/messages/messages';
import { settingNames } from '../../../src/shared/config/settings';
import { instrumentationNames } from './resolve-env';

const FACTS = {
  version: '1.2.3',
  nodeVersion: 'v24.0.0',
  service: { name: 'shop', from: 'OTEL_SERVICE_NAME' },
};
const SECRET = 'hunter2';

/** Secrets wherever a user may put them, in good values and in bad ones. */
const config = resolveConfig({
  env: {
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${SECRET}`,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `${SECRET}`,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x: ${SECRET}=1`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://user:${SECRET}@collector:4318/?token=${SECRET}`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `ftp://${SECRET}@collector/`,
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://zipkin/api?key=${SECRET}`,
    OTEL_AGENT_IGNORE_OUTGOING: `https://user:${SECRET}@host/*`,
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 'lots',
    OTEL_SERVICE_NAM: 'x',
    OTEL_PYTHON_LOG_LEVEL: 'x',
  },
  flags: { OTEL_SERVICE_NAME: 'shop' },
  instrumentationNames,
});
const text = printConfig(config, 'text', FACTS);
const page = JSON.parse(printConfig(config, 'json', FACTS));

test('no secret is ever shown', () => {
  for (const shown of [text, JSON.stringify(page), startLines(config).join('\n')]) {
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain(SECRET);
  }
});

test('the text says what is wrong, what was set, and from where', () => {
  expect(text).toContain('otel-agent 1.2.3 on Node.js v24.0.0: effective configuration');
  expect(text).toMatch(
    /^ {2}traces +otlp \(http\/protobuf\) to https:\/\/collector:4318\/v1\/traces\?token=\[redacted\]$/m,
  );
  expect(text).toContain(
    '  OTEL_BSP_MAX_EXPORT_BATCH_SIZE=lots (environment) is not a whole number; using 512\n',
  );
  expect(text).toContain('  OTEL_SERVICE_NAM is not a setting; did you mean OTEL_SERVICE_NAME?\n');
  expect(text).toContain('  OTEL_PYTHON_LOG_LEVEL is ignored: it belongs to the Python agent\n');
  expect(text).toMatch(/^ {2}OTEL_SERVICE_NAME +shop +\(flag --service-name\)$/m);
  expect(text).toMatch(/^ {4}OTEL_BSP_MAX_EXPORT_BATCH_SIZE +512$/m);
});

test('the JSON has every setting with its value and source', () => {
  expect(page.settings.map((setting: { name: string }) => setting.name)).toEqual(settingNames());
  const find = (name: string) => page.settings.find((setting: { name: string }) => setting.name === name);
  expect(find('OTEL_SERVICE_NAME')).toEqual({
    name: 'OTEL_SERVICE_NAME',
    value: 'shop',
    source: { kind: 'flag', name: '--service-name' },
    isDefault: false,
  });
  expect(find('OTEL_BSP_EXPORT_TIMEOUT')).toMatchObject({
    value: 30_000,
    source: { kind: 'default' },
    isDefault: true,
  });
  expect(page.unknown).toEqual([{ name: 'OTEL_SERVICE_NAM', suggestion: 'OTEL_SERVICE_NAME' }]);
  expect(page.problems.map((problem: { name: string }) => problem.name)).toContain(
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
  );
});

test('the page says whose it is: the service, and whether the guard lets the process be instrumented', () => {
  const process = { script: '/app/jest.js', instrumented: false, reason: 'jest is a test runner' };
  const page = printConfig(resolveConfig({ env: {} }), 'text', { ...FACTS, process });
  expect(page).toContain(
    [
      'Process',
      '  script        /app/jest.js',
      '  instrumented  no, because jest is a test runner',
      '  service       shop (from OTEL_SERVICE_NAME)',
      '',
      'Telemetry',
      '  none: jest is a test runner',
      '',
    ].join('\n'),
  );
  const unnamed = { name: 'unknown_service:node', from: undefined };
  expect(printConfig(resolveConfig({ env: {} }), 'text', { ...FACTS, service: unnamed })).toContain(
    '  service       unknown_service:node (nothing names it: set OTEL_SERVICE_NAME)\n',
  );
});

test('what an endpoint and a protocol that are not set come to is shown in their place', () => {
  const page = printConfig(
    resolveConfig({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' } }),
    'text',
    FACTS,
  );
  expect(page).toMatch(/^ {4}OTEL_EXPORTER_OTLP_PROTOCOL +http\/protobuf \(port 4318\)$/m);
  expect(page).toMatch(
    /^ {4}OTEL_EXPORTER_OTLP_LOGS_ENDPOINT +http:\/\/c:4318\/v1\/logs \(http\/protobuf\)$/m,
  );
});

test('an agent that is off says so', () => {
  const off = resolveConfig({ env: { OTEL_SDK_DISABLED: 'true' } });
  expect(printConfig(off, 'text', FACTS)).toContain('  none: OTEL_SDK_DISABLED is true\n');
});

test('the documentation has every setting, and is fresh', () => {
  for (const name of settingNames()) expect(settingsPage()).toContain(`\`${name}\``);
  expect(commonSettings()).toContain('`OTEL_SERVICE_NAME`');
  expect(flagOptions().find(option => option.name === 'OTEL_EXPORTER_OTLP_LOGS_HEADERS')?.flag).toBe(
    'logs-headers',
  );
  const check = spawnSync(process.execPath, [path.join('scripts', 'docs.mjs'), '--check'], {
    cwd: path.join(__dirname, '..', '..', '..'),
    encoding: 'utf8',
  });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});

test('the page of settings names the levels that are taken for others', () => {
  expect(resolveConfig({ env: { OTEL_LOG_LEVEL: 'trace' } }).get('OTEL_LOG_LEVEL')).toBe('verbose');
  expect(settingsPage()).toContain('`off`, `warning` and `trace` are taken as none, warn and verbose');
});
