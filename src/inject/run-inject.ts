import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { getSystemErrorMap } from 'node:util';
import type { Addition } from './add-agent';
import { containerNames } from './choose-containers';
import { type Injected, injectManifests } from './inject';
import { ManifestError } from './manifest-error';
import { report } from './report';

/** What `otel-agent inject` was asked for. */
export interface InjectOptions {
  /** Paths; `-` is the standard input. */
  readonly files: readonly string[];
  /** Undefined to take the agent away. */
  readonly addition: Addition | undefined;
}

interface Streams {
  readonly in: NodeJS.ReadableStream;
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** Writes the changed manifests, and on stderr what was done. Nothing is written before all is well; rejects with a ManifestError. */
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
  if (file === '-') return readAll(input);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ManifestError(`${file} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function reasonOf({ code, errno, message }: NodeJS.ErrnoException): string {
  return code === undefined || errno === undefined
    ? message
    : (getSystemErrorMap().get(errno)?.[1] ?? message);
}

/** A misspelt name must not end as manifests without the agent. */
function checkNames(names: readonly string[], results: readonly Injected[]): void {
  const known = new Set(
    results.flatMap(({ outcomes }) => outcomes.flatMap(({ pod }) => containerNames(pod))),
  );
  const unknown = names.find(name => !known.has(name));
  if (unknown === undefined) return;
  const there = known.size === 0 ? 'there are no containers' : `there are ${[...known].join(', ')}`;
  throw new ManifestError(`--container ${unknown}: no container is called that; ${there}`);
}

/** Several files as one stream of documents; one file as it is. */
function joined(texts: readonly string[]): string {
  return texts.reduce((before, text) => {
    if (before === '') return text;
    const ended = before.endsWith('\n') ? before : `${before}\n`;
    return ended + (text.startsWith('---') ? '' : '---\n') + text;
  }, '');
}
