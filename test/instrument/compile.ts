import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { transformSync } from '@swc/core';

/** Writes a folder of src/ as CommonJS into another folder, so that a bare Node can load single files of it. */
export function compileSources(name: string, into: string): void {
  const source = path.join(__dirname, '..', '..', 'src', name);
  mkdirSync(into, { recursive: true });
  for (const file of readdirSync(source).filter(entry => entry.endsWith('.ts'))) {
    const { code } = transformSync(readFileSync(path.join(source, file), 'utf8'), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    writeFileSync(path.join(into, file.replace(/\.ts$/, '.js')), code);
  }
}
