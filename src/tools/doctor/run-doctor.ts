import path from 'node:path';
import type { Check } from './check';
import { CHECKS } from './checks';
import { jsonPage } from './page/json-page';
import { type Paint, textPage } from './page/text-page';
import { runChecks, worstOf } from './run-checks';
import { completeView } from './view/complete';
import { viewCommand } from './view/from-command';
import { viewFolder } from './view/from-folder';
import { viewImage } from './view/from-image';
import { viewProcess } from './view/from-process';
import type { ProcessView, Subject } from './view/subject';

/** Question to the doctor. */
export interface DoctorQuestion {
  readonly folder: string;
  /** The app's script; undefined for the app of the folder. */
  readonly script: string | undefined;
  /** A command that starts the app. */
  readonly command: readonly string[] | undefined;
  /** A process that runs already. */
  readonly pid: number | undefined;
  /** Folder of a root file system. */
  readonly image: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Settings by environment name; they win over `env`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly isJson: boolean;
  /** Folder of the agent's files. */
  readonly agentFolder: string;
}

interface Console {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}

/** Runs all checks that suit the question, prints the page, and returns the exit code: 1 if a check fails. */
export async function runDoctor(question: DoctorQuestion, { out, err }: Console): Promise<0 | 1> {
  const subject = completeView(await viewOf(question), question.settings, question.agentFolder);
  const checks = CHECKS.filter(check => isOfUse(check, subject));
  const rows = await runChecks(checks, subject, done => showProgress(err, done, checks.length));
  out.write(question.isJson ? jsonPage(rows, subject) : textPage(rows, subject, painter(out)));
  return worstOf(rows) === 'fail' ? 1 : 0;
}

function viewOf({
  image,
  pid,
  command,
  folder,
  script,
  env,
  agentFolder,
}: DoctorQuestion): ProcessView | Promise<ProcessView> {
  if (pid !== undefined) return viewProcess(pid);
  if (image !== undefined) return viewImage(path.resolve(folder, image), env);
  if (command !== undefined) return viewCommand(command, folder, env, path.join(agentFolder, 'preload.js'));
  return viewFolder(folder, script, env);
}

/** An image runs on another machine, in another network. */
function isOfUse({ needs }: Check, { source }: Subject): boolean {
  return source !== 'image' || needs === 'app';
}

/** Shows on a terminal how many checks are done; the line goes away at the end. */
function showProgress(err: NodeJS.WriteStream, done: number, all: number): void {
  if (!err.isTTY) return;
  err.write(done === all ? '\r\x1b[K' : `\r${done} of ${all} checks done\x1b[K`);
}

const CODES = { green: 32, yellow: 33, red: 31, dim: 2 } as const;

function painter(out: NodeJS.WriteStream): Paint {
  const isColoured = out.isTTY && out.hasColors();
  return (colour, text) => (isColoured ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text);
}
