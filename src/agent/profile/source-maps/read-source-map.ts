import { readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Script whose map could be read. */
export interface MappedScript {
  readonly map: SourceMap;
  readonly lines: readonly string[];
  /** Address that the map's sources are relative to. */
  readonly base: string;
}

/** Larger files are left as they are: reading them takes seconds. */
const MAX_BYTES = 64 * 2 ** 20;

/** Reads a script's source map, inline or from the file that the script names; undefined if there is none. */
export function readSourceMap(script: string): MappedScript | undefined {
  try {
    const url = script.startsWith('file:') ? script : pathToFileURL(script).href;
    const text = readText(new URL(url));
    const [, address] = /\n\/\/[#@] ?sourceMappingURL=(\S+)\s*$/.exec(text.slice(lastLine(text))) ?? [];
    if (address === undefined) return undefined;
    const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/.exec(address);
    const base = inline === null ? new URL(address, url).href : url;
    const json =
      inline === null
        ? readText(new URL(base))
        : Buffer.from(
            inline[1] ? inline[2]! : decodeURIComponent(inline[2]!),
            inline[1] ? 'base64' : 'utf8',
          ).toString('utf8');
    return { map: new SourceMap(JSON.parse(json)), lines: text.split('\n'), base };
  } catch {
    return undefined; // A file that is gone or damaged: names stay as they are.
  }
}

function lastLine(text: string): number {
  return Math.max(0, text.lastIndexOf('\n//', text.length));
}

function readText(url: URL): string {
  const path = fileURLToPath(url);
  if (statSync(path).size > MAX_BYTES) throw new Error('too large');
  return readFileSync(path, 'utf8');
}
