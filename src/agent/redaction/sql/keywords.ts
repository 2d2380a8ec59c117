/** Begins a statement: the name of an operation. */
export const VERB = 1;
/** Begins a statement of data, which names passwords in literals only. */
export const DATA = 2;
/** Appears in a summary, at every beginning of a query. */
export const QUERY = 4;
/** Announces a table or the like: its name follows. */
export const TARGET = 8;
/** Names a kind of object: `CREATE TABLE`. */
export const OBJECT = 16;
/** Names an object whose definition cannot hold a password without quotes. */
export const PLAIN = 32;
/** Ends a list of tables. */
export const CLAUSE = 64;
/** Stands between a keyword and the name that it announces. */
export const BETWEEN = 128;
/** Stands before a verb: `EXPLAIN SELECT`. `FOR UPDATE` and `ON DELETE` hold no verbs. */
export const BEFORE_VERB = 1024;
/** Joins two values. */
export const OPERATOR = 512;
/** Needs a look by secret-words.ts: a password without quotes may follow. */
export const SECRET = 256;

const WORDS: readonly (readonly [flags: number, words: string])[] = [
  [VERB | DATA | QUERY, 'SELECT INSERT DELETE MERGE REPLACE UPSERT'],
  [VERB | DATA | QUERY | TARGET, 'UPDATE TRUNCATE CALL'],
  [VERB | DATA | QUERY | TARGET | SECRET, 'EXEC EXECUTE'],
  [VERB | DATA, 'WITH VALUES EXPLAIN DESCRIBE DESC SHOW USE DECLARE DO PREPARE DEALLOCATE FETCH CLOSE'],
  [VERB | DATA, 'BEGIN START COMMIT ROLLBACK ABORT END SAVEPOINT RELEASE LOCK UNLOCK CHECKPOINT XA'],
  [VERB | DATA, 'ANALYZE ANALYSE VACUUM CLUSTER REINDEX REFRESH OPTIMIZE REPAIR CHECK CHECKSUM FLUSH RESET'],
  [
    VERB | DATA,
    'DISCARD LISTEN UNLISTEN KILL LOAD UNLOAD HANDLER COMMENT RENAME BATCH APPLY MATCH RETURN IF',
  ],
  [VERB | DATA | QUERY | TARGET | SECRET, 'COPY'],
  [VERB | DATA | SECRET, 'PRAGMA'],
  [VERB | QUERY, 'CREATE ALTER DROP'],
  [VERB | SECRET, 'SET CONNECT ATTACH'],
  [
    VERB,
    'GRANT REVOKE DENY CHANGE STOP OPEN BACKUP RESTORE ADMINISTER DETACH REASSIGN SECURITY NOTIFY IMPORT',
  ],
  [TARGET | CLAUSE, 'FROM JOIN INTO'],
  [OBJECT | PLAIN | BETWEEN, 'TABLE'],
  [OBJECT | PLAIN, 'VIEW INDEX FUNCTION PROCEDURE TRIGGER SEQUENCE TYPE SCHEMA EXTENSION DOMAIN RULE POLICY'],
  [OBJECT | PLAIN, 'AGGREGATE OPERATOR COLLATION PACKAGE SYNONYM KEYSPACE STATISTICS EVENT'],
  [
    OBJECT,
    'USER ROLE LOGIN GROUP SERVER SUBSCRIPTION PUBLICATION DATABASE SYSTEM SESSION PROFILE CREDENTIAL',
  ],
  [OBJECT, 'LINK MAPPING CERTIFICATE KEY TABLESPACE'],
  [
    CLAUSE,
    'WHERE GROUP ORDER HAVING LIMIT OFFSET ON USING VALUES UNION EXCEPT INTERSECT RETURNING SET WINDOW',
  ],
  [CLAUSE, 'LEFT RIGHT INNER OUTER FULL CROSS NATURAL CONNECT FOR START QUALIFY'],
  [BETWEEN, 'ONLY LATERAL IF NOT EXISTS CONCURRENTLY IGNORE LOW_PRIORITY HIGH_PRIORITY DELAYED QUICK'],
  [SECRET, 'IDENTIFIED AUTHENTICATED STDIN TO'],
  [
    OPERATOR,
    'AND OR XOR NOT LIKE ILIKE RLIKE REGEXP GLOB SIMILAR SOUNDS IN IS AS THEN ELSE WHEN CASE BETWEEN',
  ],
  [
    OPERATOR,
    'ESCAPE UESCAPE COLLATE DIV MOD AT TIME ZONE INTERVAL DATE TIMESTAMP DEFAULT BY SEPARATOR OVERLAPS',
  ],
  [BEFORE_VERB, 'AS BEGIN ELSE EXPLAIN ANALYZE VERBOSE'],
  [OPERATOR, 'PASSWORD OPTIONS CONNECTION NULL DELIMITER QUOTE VERBOSE'],
];

/** Adds a character to the hash of a word, which is equal for capitals and small letters. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code | 32)) | 0;
}

/** Hash of a keyword in this code. */
export function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at++) hash = hashStep(hash, word.charCodeAt(at));
  return hash;
}

const SIZE = 1024;
const hashes = new Int32Array(SIZE);
const flagsAt = new Uint16Array(SIZE);
const wordsAt: string[] = new Array(SIZE).fill('');

for (const [flags, words] of WORDS) {
  for (const word of words.split(' ')) {
    const hash = hashOf(word);
    const at = slotOf(hash);
    hashes[at] = hash;
    flagsAt[at] = flagsAt[at]! | flags;
    wordsAt[at] = word;
  }
}

/** Flags of the keyword with this hash; 0 for a name. */
export function flagsOf(hash: number): number {
  return flagsAt[slotOf(hash)]!;
}

/** Keyword with this hash, in capitals; empty for a name. */
export function keywordOf(hash: number): string {
  return wordsAt[slotOf(hash)]!;
}

/** Slot of a hash in the table, taken or free. */
function slotOf(hash: number): number {
  let at = (hash ^ (hash >>> 11)) & (SIZE - 1);
  while (flagsAt[at] !== 0 && hashes[at] !== hash) at = (at + 1) & (SIZE - 1);
  return at;
}
