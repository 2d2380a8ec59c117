import { CATALOGUE } from '../../../src/agent/instrument/catalogue/catalogue';
import { resolveConfig, type SettingName } from '../../../src/shared/config';
import { flagOf } from '../../../src/shared/config/read/flags';
import type { SettingRow } from '../../../src/shared/config/setting';
import { findSetting, settingNames, standaloneRow } from '../../../src/shared/config/settings';
import { OFF_BY_DEFAULT } from '../../../src/shared/config/settings/off-by-default';

const rows = settingNames().map((name): [SettingName, SettingRow] => [name, findSetting(name)!]);

test.each(rows)('%s is a sound row', (name, row) => {
  expect(standaloneRow(row)).toBeDefined();
  if ('like' in row) {
    expect(name).toContain(row.like.replace(/^OTEL_(EXPORTER_OTLP_)?/, ''));
    return;
  }
  expect(row.description).toMatch(/[.`]$/);
  if ('words' in row && 'default' in row) {
    for (const word of [row.default].flat()) expect(row.words).toContain(word);
    expect(row.words.every(word => word === word.toLowerCase())).toBe(true);
  }
});

test('no two settings share a flag', () => {
  const flags = rows.map(([name]) => flagOf(name)).filter(flag => flag !== undefined);
  expect(new Set(flags).size).toBe(flags.length);
  expect(flags.filter(flag => !/^[a-z0-9<>-]+$/.test(flag))).toEqual([]);
});

test('no older name is a setting, and none is claimed twice', () => {
  const former = rows.flatMap(([, row]) => row.formerly ?? []);
  expect(new Set(former).size).toBe(former.length);
  expect(former.filter(name => findSetting(name) !== undefined)).toEqual([]);
});

test('the defaults are the same as those of nobody’s environment', () => {
  const config = resolveConfig({ env: {} });
  expect(config.given.size).toBe(0);
  expect(config.problems).toEqual([]);
  for (const [name, row] of rows) {
    if ('default' in row) expect(config.get(name)).toBe(row.default);
  }
});

test('what is off by default is in the catalogue', () => {
  expect(OFF_BY_DEFAULT.filter(name => !CATALOGUE.some(row => row.name === name))).toEqual([]);
});
