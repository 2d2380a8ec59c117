import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { transformSync } from '@swc/core';

/** Writes the module hook, and all that it imports, as CommonJS into a folder, so that a bare Node can load single files of it. */
export function compileHook(folder: string): void {
  const agent = ['instrument/modules', 'instrument/catalogue', 'memory', 'boot'].map(name => `agent/${name}`);
  for (const name of [...agent, 'shared']) compileSources(name, path.join(folder, name));
}

function compileSources(name: string, into: string): void {
  const source = path.join(__dirname, '..', '..', '..', 'src', name);
  mkdirSync(into, { recursive: true });
  for (const file of readdirSync(source).filter(entry => entry.endsWith('.ts'))) {
    const { code } = transformSync(readFileSync(path.join(source, file), 'utf8'), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    writeFileSync(path.join(into, file.replace(/\.ts$/, '.js')), code);
  }
}
