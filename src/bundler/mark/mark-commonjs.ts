import { BUNDLED_MODULES } from '../../shared/bundled-module';

/** Appends to a CommonJS module the line that hands its exports over. */
export function markCommonJs(source: string, { name, version }: { name: string; version: string }): string {
  return `${source}\n;${handOver(name, version, 'module.exports,function(exports){module.exports=exports}')}`;
}

/** Statement that adds a module to the list on `globalThis`, in syntax that any bundler reads. */
export function handOver(name: string, version: string, exportsAndSet: string): string {
  const list = `globalThis[Symbol.for(${JSON.stringify(BUNDLED_MODULES)})]`;
  return `(${list}=${list}||[]).push([${JSON.stringify(name)},${JSON.stringify(version)},${exportsAndSet}]);`;
}
