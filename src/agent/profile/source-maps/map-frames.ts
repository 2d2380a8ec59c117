import type { CallFrame } from '../../../shared/profile/profile';
import { findOriginal } from './find-original';
import { readSourceMap } from './read-source-map';

/** Gives each frame its place in the source; those without a map stay as they are. */
export function mapFrames(frames: readonly CallFrame[]): CallFrame[] {
  const scripts = new Map<string, ReturnType<typeof readSourceMap>>();
  return frames.map(frame => {
    const { url } = frame;
    if (!/^(file:|\/|[A-Za-z]:\\)/.test(url)) return frame;
    if (!scripts.has(url)) scripts.set(url, readSourceMap(url));
    const script = scripts.get(url);
    const found = script && findOriginal(frame, script.map, script.lines);
    return found === undefined ? frame : { ...found, url: absolute(found.url, script!.base) };
  });
}

function absolute(source: string, base: string): string {
  return URL.canParse(source, base) ? new URL(source, base).href : source;
}
