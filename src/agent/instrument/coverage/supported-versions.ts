import type { Targets } from './targets';
import { isWithin } from './version-range';

/** Tells whether an instrumentation knows this version. Every version of a package without targets counts as known. */
export function isSupported(targets: Targets, name: string, version: string): boolean {
  const ranges = rangesOf(targets, name);
  return ranges.length === 0 || ranges.some(range => isWithin(version, range));
}

/** `>=2.6.0 <4 or ^5.0.0` */
export function supportedVersions(targets: Targets, name: string): string {
  return [...new Set(rangesOf(targets, name))].join(' or ');
}

function rangesOf(targets: Targets, name: string): string[] {
  return Object.values(targets).flatMap(row =>
    row.filter(({ module }) => module === name).flatMap(({ versions }) => versions),
  );
}
