import type { YAMLMap } from 'yaml';
import { ManifestError } from './manifest-error';
import { mapIn, textIn } from './text/collections';

/** The annotation of a pod template that says what was added to it. */
export const ANNOTATION = 'otel-agent/injected';

/** What was added to a pod template, so that exactly that can be taken away again. */
export interface InjectRecord {
  readonly version: string;
  /** Keys of template and pod that were not there. */
  readonly created: readonly string[];
  /** Names that were added to the `env` of each container. */
  readonly env: readonly string[];
  readonly containers: { readonly [name: string]: ContainerRecord };
}

export interface ContainerRecord {
  /** Keys of the container that were not there, and names of its own `env` that had no value. */
  readonly created: readonly string[];
  /** Names of `env` that it had itself. */
  readonly own: readonly string[];
  /** What the values of some of those end with since then. */
  readonly appended: { readonly [name: string]: string };
}

/** The record of a pod template; undefined where nothing was added. Throws a ManifestError for one that makes no sense. */
export function readRecord(template: YAMLMap, what: string): InjectRecord | undefined {
  const metadata = mapIn(template, 'metadata');
  const text = textIn(metadata && mapIn(metadata, 'annotations'), ANNOTATION);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as InjectRecord;
    if (isRecord(record)) return record;
  } catch {
    // Told below.
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
