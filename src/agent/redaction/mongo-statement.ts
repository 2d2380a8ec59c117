import { isFull } from '../memory/share';

type Fields = Readonly<Record<string, unknown>>;

/** Commands whose first field names a collection. */
const OF_COLLECTIONS = new Set(
  (
    'aggregate collMod collStats compact convertToCapped count create createIndexes createSearchIndexes delete distinct drop ' +
    'dropIndexes dropSearchIndex find findAndModify findandmodify insert killCursors listIndexes listSearchIndexes ' +
    'mapReduce planCacheClear reIndex update updateSearchIndex validate'
  ).split(' '),
);

/** Finds the collection of a command. Some drivers address every command to the database: `$cmd`. */
export function collectionOf(addressed: string | undefined, command: unknown): string | undefined {
  if (addressed !== undefined && addressed !== '$cmd') return addressed;
  const [name, value] = Object.entries(Object(command))[0] ?? [];
  if (name === 'explain') return collectionOf(undefined, value);
  const collection = name === 'getMore' ? (command as Fields).collection : value;
  const isNamed = name === 'getMore' || (name !== undefined && OF_COLLECTIONS.has(name));
  return isNamed && typeof collection === 'string' ? collection : undefined;
}

/** Limit on the length of a statement, longer than any command that a person writes. */
const MAX_LENGTH = 4096;
const MAX_FIELDS = 50;
const MAX_STAGES = 20;
const MAX_DEPTH = 8;
/** Fields with documents, whose own fields are many and say little of the command. */
const DOCUMENTS = new Set(['documents', 'ops']);
/** Fields that the driver adds, beside those with a `$`. */
const OF_DRIVER = new Set(['lsid', 'txnNumber', 'apiVersion']);

/**
 * Shows a command of MongoDB with `?` for each value: `{"find":"orders","filter":{"state":"?"}}`. The cost does not
 * depend on the amount of data in the command.
 */
export function mongoStatement(command: unknown): string {
  try {
    return new CommandWriter().write(Object(command));
  } catch {
    return '"?"'; // A getter of the app has thrown.
  }
}

class CommandWriter {
  #length = 0;

  write(command: Fields): string {
    const names = Object.keys(command);
    let fields = '';
    for (const name of names) {
      if (name.startsWith('$') || OF_DRIVER.has(name)) continue;
      const value = command[name];
      const isNamed = name === names[0] && OF_COLLECTIONS.has(name) && typeof value === 'string';
      const shown = isNamed ? quoted(value) : DOCUMENTS.has(name) ? HIDDEN : this.#value(value, 1);
      fields += fields === '' ? this.#field(name, shown) : `,${this.#field(name, shown)}`;
    }
    return `{${fields}}`;
  }

  #field(name: string, value: string): string {
    const field = `${quoted(name)}:${value}`;
    this.#length += field.length;
    return field;
  }

  #value(value: unknown, depth: number): string {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || this.#length > MAX_LENGTH)
      return HIDDEN;
    const list = listOf(value);
    if (list !== undefined) return this.#list(list, depth);
    return isPlain(value) ? this.#object(value as Fields, depth) : HIDDEN;
  }

  #list(list: readonly unknown[], depth: number): string {
    if (list.length === 0) return '[]';
    const shown = list
      .slice(0, MAX_STAGES)
      .filter(item => typeof item === 'object' && item !== null && isPlain(item));
    if (shown.length === 0) return HIDDEN;
    const stages = shown.map(item => this.#value(item, depth + 1));
    return `[${list.length > shown.length ? [...stages, '"…"'] : stages}]`;
  }

  #object(object: Fields, depth: number): string {
    const names = Object.keys(object);
    const fields = names
      .slice(0, MAX_FIELDS)
      .map(name => this.#field(name, this.#value(object[name], depth + 1)));
    if (names.length > MAX_FIELDS) fields.push('"…":"…"');
    return `{${fields.join(',')}}`;
  }
}

const HIDDEN = '"?"';

/** Names of fields and collections in quotes; an app has few, unless it makes them up. */
const known = new Map<string, string>();
const MAX_KNOWN = 500;

function quoted(name: string): string {
  const kept = known.get(name);
  if (kept !== undefined) return kept;
  const made = JSON.stringify(name);
  if (isFull(known.size, MAX_KNOWN)) known.clear();
  known.set(name, made);
  return made;
}

/** Elements of a list, even if the driver has packed them already: `DocumentSequence`. */
function listOf(value: object): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const { field, documents } = value as Fields;
  return typeof field === 'string' && Array.isArray(documents) && 'chunks' in value ? documents : undefined;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
