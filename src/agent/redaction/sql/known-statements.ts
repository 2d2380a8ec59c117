import { isFull } from '../../memory/share';
import type { Dialect } from './dialects';
import { readStatement, type Statement } from './read-statement';

/** Limit on the characters of remembered statements, which may double: 1 MB for Latin text. */
const MAX_CHARACTERS = 256 * 1024;
/** Size of a remembered statement beside its texts. */
const OVERHEAD = 200;
/**
 * Longest statement to remember: an app's own statements are shorter; a longer one holds data, and will not come again.
 */
const LONGEST = 8192;

/** Remembers statements of a dialect by their text. When full, it forgets the half that was not asked for since. */
class KnownStatements {
  #recent = new Map<string, Statement>();
  #before = new Map<string, Statement>();
  /** Statements by redacted text: those that differ in literals only share an object. */
  #byText = new Map<string, Statement>();
  #characters = 0;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  get(text: string): Statement {
    return this.#recent.get(text) ?? this.#look(text);
  }

  #look(text: string): Statement {
    const statement = this.#before.get(text) ?? this.#shared(readStatement(text, this.#dialect));
    if (text.length > LONGEST) return statement;
    this.#characters += text.length + OVERHEAD;
    if (isFull(this.#characters, MAX_CHARACTERS)) this.#age();
    this.#recent.set(text, statement);
    return statement;
  }

  #shared(read: Statement): Statement {
    const known = this.#byText.get(read.text);
    if (known !== undefined || read.text.length > LONGEST) return known ?? read;
    this.#characters += read.text.length + OVERHEAD;
    this.#byText.set(read.text, read);
    return read;
  }

  #age(): void {
    this.#before = this.#recent;
    this.#recent = new Map();
    this.#byText = new Map();
    this.#characters = 0;
  }
}

/** Reads a statement, or remembers it. Statements that differ only in their literals give a single object. */
export function statementOf(text: string, dialect: Dialect): Statement {
  return (known.get(dialect) ?? knownOf(dialect)).get(text);
}

const known = new Map<Dialect, KnownStatements>();

function knownOf(dialect: Dialect): KnownStatements {
  const statements = new KnownStatements(dialect);
  known.set(dialect, statements);
  return statements;
}
