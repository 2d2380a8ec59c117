import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { resolveConfig } from '../../src/config';
import { commonSettings, flagOptions, printConfig, settingsPage } from '../../src/config/describe';
import { startLines } from '../../src/config/messages';
import { settingNames } from '../../src/config/settings';
import { instrumentationNames } from './resolve-env';

const facts = { version: '1.2.3', nodeVersion: 'v24.0.0' };
const secret = 'hunter2';

/** Secrets wherever a user may put them, in good values and in bad ones. */
const config = resolveConfig({
  env: {
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${secret}`,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `${secret}`,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x: ${secret}=1`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://user:${secret}@collector:4318/?token=${secret}`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `ftp://${secret}@collector/`,
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://zipkin/api?key=${secret}`,
    OTEL_AGENT_IGNORE_OUTGOING: `https://user:${secret}@host/*`,
    OTEL_BSP_MAX_QUEUE_SIZE: 'lots',
    OTEL_SERVICE_NAM: 'x',
    OTEL_PYTHON_LOG_LEVEL: 'x',
  },
  flags: { OTEL_SERVICE_NAME: 'shop' },
  instrumentationNames,
});
const text = printConfig(config, 'text', facts);
const page = JSON.parse(printConfig(config, 'json', facts));

test('no secret is ever shown', () => {
  for (const shown of [text, JSON.stringify(page), startLines(config).join('\n')]) {
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain(secret);
  }
});

test('the text says what is wrong, what was set, and from where', () => {
  expect(text).toContain('otel-agent 1.2.3 on Node.js v24.0.0: effective configuration');
  expect(text).toMatch(
    /^ {2}traces +otlp \(http\/protobuf\) to https:\/\/collector:4318\/v1\/traces\?token=\[redacted\]$/m,
  );
  expect(text).toContain('  OTEL_BSP_MAX_QUEUE_SIZE=lots (environment) is not a whole number; using 2048\n');
  expect(text).toContain('  OTEL_SERVICE_NAM is not a setting; did you mean OTEL_SERVICE_NAME?\n');
  expect(text).toContain('  OTEL_PYTHON_LOG_LEVEL is ignored: it belongs to the Python agent\n');
  expect(text).toMatch(/^ {2}OTEL_SERVICE_NAME +shop +\(flag --service-name\)$/m);
  expect(text).toMatch(/^ {4}OTEL_BSP_MAX_QUEUE_SIZE +2048$/m);
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
  expect(page.problems.map((problem: { name: string }) => problem.name)).toContain('OTEL_BSP_MAX_QUEUE_SIZE');
});

test('an agent that is off says so', () => {
  const off = resolveConfig({ env: { OTEL_SDK_DISABLED: 'true' } });
  expect(printConfig(off, 'text', facts)).toContain('  none: OTEL_SDK_DISABLED is true\n');
});

test('the documentation has every setting, and is fresh', () => {
  for (const name of settingNames()) expect(settingsPage()).toContain(`\`${name}\``);
  expect(commonSettings()).toContain('`OTEL_SERVICE_NAME`');
  expect(flagOptions().find(option => option.name === 'OTEL_EXPORTER_OTLP_LOGS_HEADERS')?.flag).toBe(
    'logs-headers',
  );
  const check = spawnSync(process.execPath, [path.join('scripts', 'docs.mjs'), '--check'], {
    cwd: path.join(__dirname, '..', '..'),
    encoding: 'utf8',
  });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});
