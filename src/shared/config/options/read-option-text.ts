import { splitList } from '../kinds/words';
import { type Fitted, fitValue } from './fit-value';
import type { KnownOption } from './known-options';

/** Reads the text of a variable by the kind of its option: lists by commas or as JSON, maps as JSON. */
export function readOptionText(known: KnownOption, text: string): Fitted {
  switch (known.kind) {
    case 'boolean': {
      const word = text.toLowerCase();
      return word === 'true' || word === 'false'
        ? { value: word === 'true' }
        : { flaw: 'is not true or false' };
    }
    case 'number':
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { flaw: 'is not a number' };
    case 'string':
      return { value: text };
    case 'list':
      return text.startsWith('[') ? ofJson(known, text) : fitValue(known, splitList(text));
    case 'object':
      return ofJson(known, text);
    default:
      return fitValue(known, parsed(text) ?? text);
  }
}

function ofJson(known: KnownOption, text: string): Fitted {
  const value = parsed(text);
  if (value === undefined) return { flaw: `takes a JSON ${known.kind === 'list' ? 'array' : 'object'}` };
  return fitValue(known, value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
