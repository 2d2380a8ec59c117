import { builtinModules } from 'node:module';

import { CATALOGUE } from '../../../src/agent/instrument/catalogue/catalogue';
import targets from '../../../src/agent/instrument/catalogue/targets.generated.json';
import { modulesOf } from '../../../src/agent/instrument/modules/watch-list';
import { resolveConfig } from '../../../src/shared/config';
import type { Finding } from '../../../src/tools/doctor/check';
import { libraries } from '../../../src/tools/doctor/checks/app/libraries';
import type { Subject } from '../../../src/tools/doctor/view/subject';
import { removeFolder } from '../../services/process/remove-folder';
import { makeApp } from './ask-doctor';

/* The way of each library of the catalogue, as the doctor tells it of an app's packages. */

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map(removeFolder)));

/** Texts of the check by package. */
async function waysOf(packages: Record<string, string>, env: Record<string, string> = {}) {
  const folder = makeApp({}, packages);
  folders.push(folder);
  const config = resolveConfig({ env, instrumentationNames: CATALOGUE.map(({ name }) => name) });
  const manifest = { folder, dependencies: Object.keys(packages) };
  const findings = await libraries.run({ folder, manifest, config } as unknown as Subject);
  return Object.fromEntries([findings].flat().map(one => [(one as Finding).about ?? '', one as Finding]));
}

/** Lower bounds of the supported ranges of each package: `>=6 <7` is 6.0.0. */
const LOWEST = new Map<string, string[]>();
for (const row of CATALOGUE) {
  const known = (targets as Record<string, { module: string; versions: string[] }[]>)[row.name] ?? [];
  for (const module of modulesOf(row)) {
    if (builtinModules.includes(module.replace(/^node:/, ''))) continue;
    const ranges = known.filter(one => one.module === module).flatMap(({ versions }) => versions);
    const lowest = (ranges.length === 0 ? ['*'] : ranges).map(range => {
      const [version = '5'] = /\d[\d.]*/.exec(range) ?? [];
      return version.split('.').concat('0', '0').slice(0, 3).join('.');
    });
    LOWEST.set(module, [...(LOWEST.get(module) ?? []), ...lowest]);
  }
}
const most = Math.max(...[...LOWEST.values()].map(versions => versions.length));

test.each(Array.from({ length: most }, (_, at) => at))(
  'no supported version is called unsupported (%i)',
  async at => {
    const packages = Object.fromEntries([...LOWEST].map(([name, all]) => [name, all[at] ?? all[0]!]));
    const ways = await waysOf(packages, { OTEL_INSTRUMENTATION_SQLITE_ENABLED: 'true' });
    expect(Object.keys(ways)).toHaveLength(LOWEST.size);
    const untraced = Object.values(ways).filter(({ seen }) => !/, traced by /.test(seen));
    expect(untraced).toEqual([]);
  },
);

test("a library for which upstream has nothing is traced by the agent's own piece", async () => {
  const { ws } = await waysOf({ ws: '8.23.0' });
  expect(ws).toEqual({ status: 'ok', about: 'ws', seen: "8.23.0, traced by the agent's own piece" });
});

test('the setting that leaves its only piece out is named', async () => {
  const { ws } = await waysOf({ ws: '8.23.0' }, { OTEL_AGENT_LEAN: 'off' });
  expect(ws).toMatchObject({ status: 'warn', mend: 'unset OTEL_AGENT_LEAN' });
  expect(ws!.seen).not.toContain('not supported');
});

test('a package has the way of the library that brings it', async () => {
  expect((await waysOf({ router: '2.3.0' })).router!.seen).toBe(
    "2.3.0, traced by OpenTelemetry's instrumentation",
  );
  expect((await waysOf({ router: '2.3.0', express: '5.2.0' })).router!.seen).toBe(
    "2.3.0, traced by the agent's own piece",
  );
  const mssql = { tedious: '19.0.0', mssql: '12.4.0' };
  expect((await waysOf(mssql)).tedious!.seen).toBe('19.0.0, traced by its own channels');
});

test('a library without channels has the way of the package that does its work', async () => {
  const ways = await waysOf({ tedious: '19.0.0', mssql: '11.0.1' });
  expect(ways.tedious!.seen).toBe("19.0.0, traced by OpenTelemetry's instrumentation");
  expect(ways.mssql!.seen).toBe("11.0.1, traced by OpenTelemetry's instrumentation");
});
