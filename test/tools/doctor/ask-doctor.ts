import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { cli, runCli } from '../cli/run-cli';

/** Row of the doctor's JSON. */
export interface DoctorRow {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly about: string | null;
  readonly seen: string;
  readonly why: string | null;
  readonly mend: string | null;
}

/** Answer of `otel-agent doctor --json`. */
export interface DoctorAnswer {
  readonly code: number | null;
  readonly status: DoctorRow['status'];
  readonly rows: readonly DoctorRow[];
  readonly subject: { source: string; folder: string; script: string | null; nodeVersion: string | null };
  /** Rows of a check, or those alone that are not ok. */
  row(check: string): DoctorRow;
  troubles(): string[];
}

/** Runs the doctor in a folder. The receivers are none unless `env` names them. */
export async function askDoctor(
  folder: string,
  words: readonly string[] = [],
  env: Record<string, string> = {},
  node?: string,
): Promise<DoctorAnswer> {
  const none = {
    OTEL_SDK_DISABLED: '',
    HOME: folder,
    OTEL_TRACES_EXPORTER: 'console',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
  const { code, stdout, stderr } = await runCli(['doctor', '--json', ...words], {
    cwd: folder,
    env: { ...none, ...env },
    ...(node !== undefined && { node }),
  });
  if (!stdout.startsWith('{'))
    throw new Error(`otel-agent doctor wrote no JSON (exit code ${code})\n${stdout}${stderr}`);
  const page = JSON.parse(stdout);
  const rows: DoctorRow[] = page.checks;
  return {
    code,
    status: page.status,
    rows,
    subject: page.subject,
    row(check) {
      const found =
        rows.find(row => row.check === check && row.status !== 'ok') ?? rows.find(row => row.check === check);
      if (found === undefined)
        throw new Error(`there is no row ${check}: ${rows.map(row => row.check).join(', ')}`);
      return found;
    },
    troubles: () =>
      rows.filter(({ status }) => status !== 'ok').map(({ check, status }) => `${status} ${check}`),
  };
}

/** Makes an app with these files, and the packages among them: name -> version. The agent is installed in it. */
export function makeApp(
  files: Readonly<Record<string, string | object>>,
  packages: Readonly<Record<string, string>> = {},
): string {
  const folder = makeTemporaryFolder('doctor');
  const all: Record<string, string | object> = {
    'package.json': { name: 'shop', dependencies: packages },
    'app.js': '',
    ...files,
  };
  for (const [name, version] of Object.entries(packages))
    all[`node_modules/${name}/package.json`] ??= { name, version };
  for (const [name, content] of Object.entries(all)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(
    path.join(path.dirname(cli), '..'),
    path.join(folder, 'node_modules', 'otel-agent'),
    'junction',
  );
  return folder;
}
