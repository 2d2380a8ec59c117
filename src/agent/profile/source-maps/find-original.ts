import type { SourceMap } from 'node:module';
import type { CallFrame } from '../../../shared/profile/profile';

/** Finds a function's name and place in the source that a script was made from; undefined where the map has none. */
export function findOriginal(
  frame: CallFrame,
  map: SourceMap,
  lines: readonly string[],
): CallFrame | undefined {
  const { lineNumber, columnNumber, functionName } = frame;
  const entry = map.findEntry(lineNumber, columnNumber);
  if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined;
  const nameAt = nameColumn(lines[lineNumber] ?? '', columnNumber, functionName);
  const named = nameAt === undefined ? undefined : map.findEntry(lineNumber, nameAt);
  const name = named !== undefined && 'name' in named ? (named as { name?: string }).name : undefined;
  return {
    ...frame,
    functionName: name ?? functionName,
    url: entry.originalSource,
    lineNumber: entry.originalLine,
    columnNumber: entry.originalColumn,
  };
}

/**
 * Column of a function's name in a line, where V8 gives the column of its parameters: before them in `function f(a)` and
 * `f(a) {`, before an equals sign or colon in `f = a =>`. A map has the original names of these places.
 */
function nameColumn(line: string, parametersAt: number, name: string): number | undefined {
  const bare = name.slice(name.lastIndexOf('.') + 1);
  if (bare === '') return undefined;
  const [, found, rest = ''] =
    /([\w$]+)(\s*|\s*[=:]\s*(?:async\s*)?(?:function\s*\*?\s*)?)$/.exec(line.slice(0, parametersAt)) ?? [];
  return found === bare ? parametersAt - rest.length - found.length : undefined;
}
