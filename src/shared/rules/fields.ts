import { nearest } from '../nearest';
import { type Path, type Plain, placeText, type Refuse } from './refuse';

/** Reads the fields of a map; each refusal is remembered, since a rule with a bad part is left out as a whole. */
export class Fields {
  isSound = true;
  readonly #map: Plain;
  readonly #path: Path;
  readonly #refuse: Refuse;

  constructor(map: Plain, path: Path, refuse: Refuse) {
    this.#map = map;
    this.#path = path;
    this.#refuse = refuse;
  }

  /** Refuses keys that are none of these. */
  only(known: readonly string[]): void {
    for (const key of Object.keys(this.#map)) {
      if (known.includes(key)) continue;
      const near = nearest(key, known);
      const hint =
        near === undefined ? `is none of ${known.join(', ')}` : `is unknown (did you mean ${near}?)`;
      this.refuse(key, hint);
    }
  }

  has(key: string): boolean {
    return this.#map[key] !== undefined && this.#map[key] !== null;
  }

  value(key: string): unknown {
    return this.#map[key] ?? undefined;
  }

  /** Reads a text, or a list of texts; numbers and booleans of YAML count as their text. */
  texts(key: string): readonly string[] | undefined {
    const given = this.value(key);
    if (given === undefined) return undefined;
    const list = Array.isArray(given) ? given : [given];
    if (list.length > 0 && list.every(item => /^(string|number|boolean)$/.test(typeof item)))
      return list.map(String);
    return this.refuse(key, 'is not a text or a list of texts');
  }

  /** Reads one or several of some words, in any case. */
  words<Word extends string>(key: string, known: readonly Word[]): readonly Word[] | undefined {
    return this.texts(key)?.flatMap(text => {
      const word = known.find(candidate => candidate === text.toLowerCase());
      if (word !== undefined) return [word];
      const near = nearest(text, known);
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      this.refuse(key, `has "${text}", which is not one of ${known.join(', ')}${hint}`);
      return [];
    });
  }

  text(key: string): string | undefined {
    const given = this.value(key);
    if (given === undefined || typeof given === 'string') return given;
    return this.refuse(key, 'is not a text');
  }

  /** Reads a number for which `isSound` holds; `form` completes "is not". */
  number(key: string, form: string, isSound: (value: number) => boolean): number | undefined {
    const given = this.value(key);
    if (given === undefined) return undefined;
    return typeof given === 'number' && isSound(given) ? given : this.refuse(key, `is not ${form}`);
  }

  refuse(key: string | undefined, message: string): undefined {
    this.isSound = false;
    return this.#refuse(key === undefined ? this.#path : [...this.#path, key], message);
  }
}

/** Words a refusal with its place: `has rule 2, match.kind (line 3:12), which is not …`. */
export function refusalText(path: Path, message: string, line?: string): string {
  return `has ${placeText(path)}${line === undefined ? '' : ` (${line})`}, which ${message}`;
}
