import path from 'node:path';
import type { BundledModule } from '../../../../shared/bundled-module';
import type { OnError, OnLoad } from '../module-hook';
import { writableNamespace } from './writable-namespace';

export interface Receiver {
  readonly onLoad: OnLoad;
  readonly onError: OnError;
  /** True for a package that may be a part of another, which comes after it and is traced in its place. */
  readonly mayBeCovered: (packageName: string) => boolean;
}

/** Packages of bundles, and the number of times that each file has come: there may be several copies. */
const packages = new Set<string>();
const copies = new Map<string, number>();

/** Hands a marked module of a bundle to its instrumentations. */
export function handOnBundledModule(receiver: Receiver, module: BundledModule): void {
  const [name] = module;
  const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  packages.add(packageName);
  const folder = folderOf(packageName, module);
  const handOn = () => {
    try {
      handOnFrom(folder, receiver, module);
    } catch (error) {
      receiver.onError({ name, baseDir: folder, requestedBy: undefined }, error);
    }
  };
  // No importer is known. The packages that bring this one have run by the end of the turn.
  if (receiver.mayBeCovered(packageName)) queueMicrotask(handOn);
  else handOn();
}

/** Makes a name that stands for the package's folder, and tells one copy from another. */
function folderOf(packageName: string, [name, version]: BundledModule): string {
  const key = `${name}@${version}`;
  const copy = (copies.get(key) ?? 0) + 1;
  copies.set(key, copy);
  return `bundle: ${packageName}@${version}${copy === 1 ? '' : `, copy ${copy}`}`;
}

function handOnFrom(
  baseDir: string,
  { onLoad }: Receiver,
  [name, version, exports, set]: BundledModule,
): void {
  const module = { name: path.normalize(name), baseDir, version, requestedBy: requesters() };
  if (typeof set === 'object') {
    onLoad(module, writableNamespace((exports as () => Readonly<Record<string, unknown>>)(), set));
    return;
  }
  const patched = onLoad(module, exports);
  if (patched !== exports) set(patched);
}

/** Names all packages as the folders of one path, since any of them may have asked for a module. */
function requesters(): string {
  return [...packages].map(name => path.join('node_modules', name) + path.sep).join('');
}
