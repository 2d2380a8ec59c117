import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { esEntry } from '../es-package';
import type { LoadedModule, OnError, OnLoad } from '../module-hook';
import { locate, type PackageFile } from '../package-file';
import { writableNamespace } from './writable-namespace';

/** Hands an ES module that has run to its instrumentations. */
export function handOnEsModule(
  {
    onLoad,
    onError,
    patchedMain,
  }: {
    readonly onLoad: OnLoad;
    readonly onError: OnError;
    readonly patchedMain: (file: PackageFile) => unknown;
  },
  url: string,
  namespace: Readonly<Record<string, unknown>>,
  setters: Readonly<Record<string, (value: unknown) => void>>,
): void {
  const file = locate(fileURLToPath(url));
  if (file === undefined || isWrapper(namespace, patchedMain(file))) return;
  const isEntry = path.normalize(esEntry(file.baseDir) ?? '') === file.innerPath;
  const name = isEntry ? file.packageName : path.join(file.packageName, file.innerPath);
  const module: LoadedModule = { name, baseDir: file.baseDir, requestedBy: undefined };
  try {
    onLoad(module, writableNamespace(namespace, setters));
  } catch (error) {
    onError(module, error);
  }
}

/** True for an ES module that gives on what its package's CommonJS main file exports; false for a copy of its own. */
function isWrapper(namespace: Readonly<Record<string, unknown>>, main: unknown): boolean {
  if (!isReference(main)) return false;
  if (namespace.default === main) return true;
  // Reads no getter that the wrapper would not have read.
  return Object.keys(namespace).some(key => isReference(namespace[key]) && namespace[key] === main[key]);
}

function isReference(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
