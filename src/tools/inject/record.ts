import type { YAMLMap } from 'yaml';
import { ManifestError } from './manifest-error';
import { mapIn, textIn } from './text/collections';

/** Annotation of a pod template that holds the record. */
export const ANNOTATION = 'otel-agent/injected';

/** Additions to a pod template, so that exactly these can be removed again. */
export interface InjectRecord {
  readonly version: string;
  /** Keys that template and pod lacked before. */
  readonly created: readonly string[];
  /** Names added to the `env` of each container. */
  readonly env: readonly string[];
  readonly containers: { readonly [name: string]: ContainerRecord };
}

export interface ContainerRecord {
  /** Keys that the container lacked, and names of its own `env` that had no value. */
  readonly created: readonly string[];
  /** Names of `env` that the container had. */
  readonly own: readonly string[];
  /** Endings that were appended to some of their values. */
  readonly appended: { readonly [name: string]: string };
}

/** Reads the record of a pod template; undefined if nothing was added. Throws a ManifestError for an invalid one. */
export function readRecord(template: YAMLMap, what: string): InjectRecord | undefined {
  const metadata = mapIn(template, 'metadata');
  const text = textIn(metadata && mapIn(metadata, 'annotations'), ANNOTATION);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as InjectRecord;
    if (isRecord(record)) return record;
  } catch {
    // Reported below.
  }
  throw new ManifestError(`${what}: its annotation ${ANNOTATION} was changed by hand and cannot be read`);
}

function isRecord({ created, env, containers }: Partial<InjectRecord>): boolean {
  const isContainer = ({ created, own, appended }: Partial<ContainerRecord>) =>
    Array.isArray(created) && Array.isArray(own) && typeof appended === 'object';
  return (
    Array.isArray(created) &&
    Array.isArray(env) &&
    typeof containers === 'object' &&
    Object.values(containers).every(isContainer)
  );
}
