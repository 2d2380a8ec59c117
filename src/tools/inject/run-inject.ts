import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { getSystemErrorMap } from 'node:util';
import { decodeText } from '../../shared/decode-text';
import type { Addition } from './add-agent';
import { containerNames } from './choose-containers';
import { type Injected, injectManifests } from './inject';
import { ManifestError } from './manifest-error';
import { report } from './report';

/** Request of `otel-agent inject`. */
export interface InjectOptions {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  /** Undefined to remove the agent. */
  readonly addition: Addition | undefined;
}

interface Streams {
  readonly in: NodeJS.ReadableStream;
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** Writes the changed manifests, and a report on stderr. Rejects with a ManifestError before anything is written. */
export async function runInject({ files, addition }: InjectOptions, streams: Streams): Promise<void> {
  const results: Injected[] = [];
  for (const file of files) {
    const text = await readManifest(file, streams.in);
    results.push(injectManifests(text, file === '-' ? 'standard input' : file, addition));
  }
  checkNames(addition?.containers ?? [], results);
  streams.err.write(report(results, addition === undefined));
  streams.out.write(joined(results.map(({ text }) => text)));
}

async function readManifest(file: string, input: NodeJS.ReadableStream): Promise<string> {
  if (file === '-') return decodeText(await buffer(input));
  try {
    return decodeText(await readFile(file));
  } catch (error) {
    throw new ManifestError(`${file} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function reasonOf({ code, errno, message }: NodeJS.ErrnoException): string {
  return code === undefined || errno === undefined
    ? message
    : (getSystemErrorMap().get(errno)?.[1] ?? message);
}

/** Fails for a name that no container has: a misspelt one must not give manifests without the agent. */
function checkNames(names: readonly string[], results: readonly Injected[]): void {
  const known = new Set(
    results.flatMap(({ outcomes }) => outcomes.flatMap(({ pod }) => containerNames(pod))),
  );
  const unknown = names.find(name => !known.has(name));
  if (unknown === undefined) return;
  const there = known.size === 0 ? 'there are no containers' : `there are ${[...known].join(', ')}`;
  throw new ManifestError(`--container ${unknown} is no container; ${there}`);
}

/** Joins several files to one stream of documents; a single file stays as it is. */
function joined(texts: readonly string[]): string {
  return texts.reduce((before, text) => {
    if (before === '') return text;
    const ended = before.endsWith('\n') ? before : `${before}\n`;
    return ended + (text.startsWith('---') ? '' : '---\n') + text;
  }, '');
}
