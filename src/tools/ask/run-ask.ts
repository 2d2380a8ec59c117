import { writeFile } from 'node:fs/promises';
import { paintFor, type Screen } from '../../viewer/receiver/terminal/paint';
import type { Answered, Asking, Page } from './answers/answer';
import type { ErrorsData } from './answers/errors';
import { AskError } from './ask-error';
import { type Check, checkBudgets, parseBudget } from './checks/budget';
import { junitOf } from './checks/junit';
import { DEFAULT_URL } from './default-url';
import { type FOLLOWED, follow } from './follow';
import { openSource } from './open-source';
import { QUESTIONS } from './questions';
import type { Source } from './source';

/** Options of `otel-agent ask`. */
export interface AskOptions {
  readonly question: string;
  readonly words: readonly string[];
  readonly json: boolean;
  readonly since: string | undefined;
  readonly service: string | undefined;
  readonly limit: number | undefined;
  /** Length of a profile. */
  readonly seconds: number | undefined;
  /** A profile as an OTLP request. */
  readonly otlp: boolean;
  readonly follow: boolean;
  readonly url: string;
  /** Files to ask instead of a running viewer. */
  readonly files: readonly string[];
  readonly budgets: readonly string[];
  readonly failIfAny: boolean;
  /** File for the outcome of budgets and of `--fail-if-any`. */
  readonly junit: string | undefined;
}

export interface Streams {
  readonly out: Screen & { write(text: string): unknown };
  readonly err: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Settles when the user wants the command to end. */
  readonly stopped: Promise<unknown>;
}

/** Exit codes of `otel-agent ask`: something was found (or a check is kept), nothing was, there is no answer. */
export const ASK_EXIT = { found: 0, nothing: 1, noAnswer: 3 } as const;

const DEFAULT_COLUMNS = 120;

/** Asks a question and writes the answer. Returns the exit code. */
export async function runAsk(options: AskOptions, { out, err, stopped }: Streams): Promise<number> {
  const page: Page = {
    columns: out.columns ?? DEFAULT_COLUMNS,
    paint: paintFor(out),
    goOn: id => ['otel-agent ask trace', id, ...sourceFlags(options)].join(' '),
  };
  const write = (line: string) => out.write(`${line}\n`);
  try {
    const budgets = options.budgets.map(parseBudget);
    const asking = askingOf(
      options,
      await openSource(options.files, options.url, sentence => err.write(`${sentence}\n`)),
    );
    if (options.follow) return await followUntil(stopped, options, { asking, page, write });
    if (budgets.length > 0)
      return await report(options, await checkBudgets(budgets, asking), 'otel-agent budgets', {
        page,
        write,
      });
    // A pipe gets the answer and errors alone.
    const tell =
      err.isTTY === true && !options.json
        ? (sentence: string) => err.write(`otel-agent ask: ${sentence}\n`)
        : undefined;
    const answered = await QUESTIONS[options.question]!({ ...asking, tell });
    write(options.json ? JSON.stringify(answered.data, null, 2) : answered.text(page));
    if (options.failIfAny) {
      const checks = checksOf(answered as Answered<ErrorsData>);
      await writeJunit(options.junit, 'otel-agent errors', checks);
      return checks.every(({ isKept }) => isKept) ? ASK_EXIT.found : ASK_EXIT.nothing;
    }
    return answered.isFound ? ASK_EXIT.found : ASK_EXIT.nothing;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    err.write(`otel-agent ask: ${error.message}\n`);
    return ASK_EXIT.noAnswer;
  }
}

/** Flags by which a further question asks the same viewer or files. */
function sourceFlags({ files, url }: AskOptions): string[] {
  if (files.length > 0) return files.map(file => `--file ${quoted(file)}`);
  return url === DEFAULT_URL ? [] : [`--url ${quoted(url)}`];
}

/** A word as shells read it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function askingOf({ words, since, service, limit, seconds, otlp }: AskOptions, source: Source): Asking {
  return { source, words, since, service, limit, seconds, otlp };
}

async function followUntil(
  stopped: Promise<unknown>,
  { question, json }: AskOptions,
  following: { readonly asking: Asking; readonly page: Page; write(line: string): void },
): Promise<number> {
  const aborting = new AbortController();
  stopped.then(() => aborting.abort());
  await follow(question as (typeof FOLLOWED)[number], { ...following, json, signal: aborting.signal });
  return ASK_EXIT.found;
}

async function report(
  { json, junit }: AskOptions,
  checks: readonly Check[],
  suite: string,
  { page: { paint }, write }: { readonly page: Page; write(line: string): void },
): Promise<number> {
  if (json) write(JSON.stringify({ checks }, null, 2));
  else
    for (const { service, name, isKept, found } of checks)
      write(
        `${isKept ? paint('cyan', 'kept  ') : paint('red', 'missed')}  ${name}  ${found} ${service && `(${service})`}`,
      );
  await writeJunit(junit, suite, checks);
  return checks.every(({ isKept }) => isKept) ? ASK_EXIT.found : ASK_EXIT.nothing;
}

/** A failed check for each group of errors; a single one that is kept where nothing has failed. */
function checksOf({ data }: Answered<ErrorsData>): Check[] {
  if (data.groups.length === 0) return [{ service: '', name: 'no errors', isKept: true, found: '' }];
  return data.groups.map(({ service, operation, message, count }) => ({
    service,
    name: operation,
    isKept: false,
    found: `${count} × ${message}`,
  }));
}

async function writeJunit(file: string | undefined, suite: string, checks: readonly Check[]): Promise<void> {
  if (file === undefined) return;
  await writeFile(file, junitOf(suite, checks)).catch(error => {
    throw new AskError(`--junit ${file} could not be written: ${error.message}`);
  });
}
