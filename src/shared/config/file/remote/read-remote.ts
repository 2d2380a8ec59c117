import { mistakeText } from '../../messages/messages';
import { sortTexts } from '../../read/given-texts';
import { type ParseInputs, parseTexts } from '../../read/given-values';
import type { GivenText } from '../../read/sources';
import { isRemote } from '../live-settings';
import { root } from '../parts/root';
import { placeParts } from '../place-parts';
import { readDocument } from '../read-document';
import { emptyFound } from '../read-file';
import type { RemoteSettings } from './lay-over';
import { livePart } from './live-part';

/** Reading of a configuration that a server has sent. */
export interface RemoteReading {
  /** Undefined where something in it is wrong: then nothing of it counts. */
  readonly settings: RemoteSettings | undefined;
  /** Mistakes, as lines. */
  readonly flaws: readonly string[];
  /** Paths that no server can change, with their lines and columns. */
  readonly leftOut: readonly string[];
}

/** Most characters that are read: it takes some 50 ms, which the app has to wait. */
const MAX_CHARS = 64 * 1024;

/** Name of a server's file in sources of values. */
const NAME = 'opamp';

/**
 * Reads the text of a server: the YAML of a configuration file, of which only the live part counts, whatever else it holds.
 * References to the environment are refused, since their values would go back to the server.
 */
export function readRemote(text: string, inputs: ParseInputs): RemoteReading {
  if (text.length > MAX_CHARS) return refused(`it has more than ${MAX_CHARS} characters`);
  const [reference] = /\$\{[^}\n]*\}?/.exec(text.replaceAll('$$', '')) ?? [];
  if (reference !== undefined)
    return refused(`it refers to the environment by ${reference}, which no server can read`);
  const { root: node, flaws } = readDocument(text, {});
  if (node?.kind !== 'map' || flaws.length > 0)
    return refused(
      ...flaws.map(({ key, place, message }) => `${placeText(key || 'file', place)} ${message}`),
    );

  const found = emptyFound(NAME, inputs.instrumentationNames);
  const { live, leftOut, silent } = livePart(node, NAME);
  root.read(live, '', { file: NAME, texts: found.texts, found });
  const others: string[] = [];
  const texts = new Map<string, GivenText>();
  for (const [name, given] of found.texts) {
    if (isRemote(name)) texts.set(name, given);
    else others.push(placeText(given.source.key ?? name, given.source));
  }
  const problems = [...found.problems];
  const given = parseTexts(sortTexts([texts], inputs.instrumentationNames), inputs, problems);
  const placed = placeParts(problems, found);
  const { sampler } = found.declared;
  return {
    settings: problems.length > 0 ? undefined : { given, silent, ...(sampler && { sampler }) },
    flaws: placed.map(mistakeText),
    leftOut: [...leftOut.map(({ path, place }) => placeText(path, place)), ...others],
  };
}

function placeText(
  path: string,
  { line, column }: { readonly line?: number; readonly column?: number },
): string {
  return `${path} (${NAME}:${line}:${column})`;
}

function refused(...flaws: readonly string[]): RemoteReading {
  return { settings: undefined, flaws: flaws.length > 0 ? flaws : ['it has no keys'], leftOut: [] };
}
