import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { appPackage } from '../../../src/agent/resource/app-package';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';

let root: string;
const before = process.cwd();
beforeAll(() => {
  root = realpathSync(makeTemporaryFolder('packages'));
  for (const [folder, manifest] of Object.entries(MANIFESTS)) {
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, 'package.json'), JSON.stringify(manifest));
  }
});
afterAll(async () => {
  process.chdir(before);
  await removeFolder(root);
});

/** A repository with two apps, and a package that is installed for all. */
const MANIFESTS = {
  repository: { name: 'repository', private: true },
  'repository/node_modules/a-framework': { name: 'a-framework', version: '16.0.0' },
  'repository/node_modules/a-framework/dist': { type: 'module' },
  'repository/apps/shop': { name: 'shop', version: '1.2.3' },
  'repository/apps/stock': { private: true },
  'global/node_modules/a-server': { name: 'a-server', version: '4.0.0' },
};

const FRAMEWORK = 'repository/node_modules/a-framework/dist/start.js';
const UNDER_PNPM = 'repository/node_modules/.pnpm/a-framework@16.0.0/node_modules/a-framework/start.js';
const GLOBAL = 'global/node_modules/a-server/bin/serve.js';

test.each([
  ['a script of the app', 'repository/apps/shop/src/server.js', '.', { name: 'shop', version: '1.2.3' }],
  [
    "a framework's, in the app's folder",
    FRAMEWORK,
    'repository/apps/shop',
    { name: 'shop', version: '1.2.3' },
  ],
  ["a framework's, in an app without a name", FRAMEWORK, 'repository/apps/stock', { name: 'repository' }],
  ["a framework's, started from elsewhere", FRAMEWORK, '.', { name: 'repository' }],
  [
    "a framework's that pnpm installed",
    UNDER_PNPM,
    'repository/apps/shop',
    { name: 'shop', version: '1.2.3' },
  ],
  ['a global command', GLOBAL, 'repository/apps/shop', { name: 'a-server', version: '4.0.0' }],
])('%s', (_name, script, folder, expected) => {
  process.chdir(path.join(root, folder));
  const { file, ...named } = appPackage(path.join(root, script))!;
  expect(named).toEqual({ version: undefined, ...expected });
  expect(JSON.parse(readFileSync(file, 'utf8')).name).toBe(expected.name);
});
