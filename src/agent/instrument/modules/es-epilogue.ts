import { parse } from 'es-module-lexer/minimal/js';
import { ES_MODULE_LOADED } from './es-module-loaded';

/**
 * Appends to an ES module the lines that hand its own namespace, and setters for its own bindings, to the agent.
 * The module stays itself: cycles, live bindings, star exports and top-level await keep their meaning, which
 * a wrapper module around it cannot promise. Throws when the source cannot be parsed.
 */
export function addEpilogue(source: string, url: string): string {
  if (source.includes(AGENT)) return source; // `require` may come by here twice.
  const [, exports] = parse(source);
  const self = nameUnknownTo(source, '$otelAgentSelf');
  const value = nameUnknownTo(source, '$v');
  const setters = exports
    .filter(({ ln }) => ln !== undefined)
    .map(({ n, ln }) => `${JSON.stringify(n)}:${value}=>{${ln}=${value}}`)
    .join();
  return (
    `${source}\n;import * as ${self} from ${JSON.stringify(url)};` +
    `globalThis[${AGENT}]?.(${JSON.stringify(url)},${self},{${setters}});`
  );
}

const AGENT = `Symbol.for(${JSON.stringify(ES_MODULE_LOADED)})`;

function nameUnknownTo(source: string, name: string): string {
  let free = name;
  while (source.includes(free)) free += '$';
  return free;
}
