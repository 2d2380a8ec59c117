import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { makeTemporaryFolder } from './services/process/temporary-folder';

/** A folder with the fixtures of test/fixtures/<fixtures> as an app that has `nodeModules` installed; to be removed. */
export function makeAppFolder(fixtures: string, nodeModules: string): string {
  const folder = makeTemporaryFolder('app');
  cpSync(path.join(__dirname, 'fixtures', fixtures), folder, { recursive: true });
  symlinkSync(nodeModules, path.join(folder, 'node_modules'), 'junction');
  return folder;
}
