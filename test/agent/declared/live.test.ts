import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endWithThisProcess } from '../../services/process/reaper';
import { closeReceivers, httpReceiver } from '../export/receivers';
import { AGENT } from '../lifecycle/run-program';

/** A program that follows its file, and what it sends. */
const SCRIPT = path.join(__dirname, '..', '..', 'fixtures', 'declared', 'on-line.js');
const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-live-'));
const spans: string[] = [];
const started: ChildProcess[] = [];
let origin: string;

beforeAll(async () => {
  origin = await httpReceiver(({ body }, response) => {
    for (const [, name] of body.toString().matchAll(/"name":"([^"]*)","kind"/g)) spans.push(name!);
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  closeReceivers();
  rmSync(folder, { recursive: true });
});

interface Program {
  readonly child: ChildProcess;
  stderr: string;
  stdout: string;
}

function start(file: string): Program {
  const child = spawn(process.execPath, ['--require', AGENT, SCRIPT], {
    env: { PATH: process.env.PATH, OTEL_CONFIG_FILE: file, OTEL_AGENT_CODE_CACHE: 'off' },
  });
  started.push(child);
  endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  const program: Program = { child, stderr: '', stdout: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    program.stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    program.stdout += text;
  });
  return program;
}

async function until(isMet: () => boolean, what: () => string): Promise<void> {
  for (const endMs = Date.now() + 30_000; !isMet(); ) {
    if (Date.now() > endMs) throw new Error(`did not happen: ${what()}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Spans of one turn of the program; those of earlier turns have arrived before. */
async function turn(program: Program, marks: readonly string[]): Promise<string[]> {
  spans.length = 0;
  const turns = program.stdout.split('done').length;
  program.child.stdin!.write('go\n');
  await until(
    () => program.stdout.split('done').length > turns,
    () => program.stderr,
  );
  await until(
    () => spans.length >= marks.length,
    () => `${marks} in ${spans}\n${program.stderr}`,
  );
  return [...spans].sort();
}

const says = (program: Program, line: RegExp) =>
  until(
    () => line.test(program.stderr),
    () => `${line}\n${program.stderr}`,
  );

const content = (rest = '', sampler = 'always_on', delay = 10) =>
  [
    'file_format: "1.1"',
    'tracer_provider:',
    '  processors:',
    `    - batch: {schedule_delay: ${delay}, exporter: {otlp_http: {endpoint: "${origin}/v1/traces", encoding: json}}}`,
    `  sampler: {${sampler}: }`,
    rest,
  ].join('\n');

test('sampler, rules, redaction, instrumentations and signals follow the file; a bad one leaves the last good one in force', async () => {
  const file = path.join(folder, 'otel.yaml');
  const replace = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  replace(content());
  const program = start(file);
  await says(
    {
      ...program,
      get stderr() {
        return program.stdout;
      },
    },
    /ready/,
  );
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET', 'by hand']);

  const changedMs = Date.now();
  replace(content('', 'always_off', 11));
  await says(
    program,
    /otel\.yaml has changed; in force now: OTEL_TRACES_SAMPLER=always_off \(.*otel\.yaml:5:12\); needs a restart: OTEL_BSP_SCHEDULE_DELAY/,
  );
  expect(Date.now() - changedMs).toBeLessThan(10_000);
  expect(await turn(program, [])).toEqual([]);

  replace(content('distribution: {otel_agent: {ignore_paths: [/nowhere]}}', 'always_on', 11));
  await says(program, /OTEL_TRACES_SAMPLER=always_on .*OTEL_AGENT_IGNORE_PATHS=\/nowhere/);
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET', 'by hand']);

  const own = 'distribution: {otel_agent: {keep: ["slow>0ms"], redact: [{regex: "by hand"}]}}';
  replace(content(own, 'always_off', 11));
  await says(program, /OTEL_AGENT_KEEP=slow>0ms .*OTEL_AGENT_REDACT=.*otel\.yaml:6/);
  expect(await turn(program, ['REDACTED', 'GET', 'GET'])).toEqual(['GET', 'GET', 'REDACTED']);

  replace(content('', 'always_on', 11));
  await says(program, /OTEL_TRACES_SAMPLER=always_on .*OTEL_AGENT_KEEP=nothing/);
  replace('a: [');
  await says(program, /cannot be used as it is now: its last good version stays in force/);
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET', 'by hand']);

  replace(
    content(
      'instrumentation/development: {js: {http: {enabled: false}, fs: {enabled: true}}}',
      'always_on',
      11,
    ),
  );
  await says(
    program,
    /OTEL_INSTRUMENTATION_<NAME>_ENABLED=http=false,fs=true .*needs a restart: instrumentation fs/,
  );
  expect(await turn(program, ['by hand'])).toEqual(['by hand']);

  replace('file_format: "1.1"');
  await says(program, /in force now: OTEL_TRACES_EXPORTER=none/);
  expect(await turn(program, [])).toEqual([]);

  replace(content('log_level: debug', 'always_on', 11));
  await says(program, /in force now: OTEL_TRACES_EXPORTER=otlp .*OTEL_LOG_LEVEL=debug/);
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET', 'by hand']);

  const ended = new Promise(resolve => program.child.on('close', resolve));
  program.child.stdin!.end();
  expect(await ended).toBe(0);
});

test('attributes and names follow the file; a header that nobody asked for at the start is named', async () => {
  const file = path.join(folder, 'shaped.yaml');
  const own = (rules: string) => content(`distribution: {otel_agent: {${rules}}}`);
  const replace = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  replace(own(''));
  const program = start(file);
  await until(
    () => program.stdout.includes('ready'),
    () => program.stderr,
  );
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET', 'by hand']);
  replace(
    own(
      'span_attributes: [{header: x-tenant, as: tenant}, {query: page, as: page}], span_names: [{match: {kind: server}, name: "{http.request.method} page {page}"}]',
    ),
  );
  await says(
    program,
    /OTEL_AGENT_SPAN_ATTRIBUTES=header:x-tenant=tenant; query:page=page .*OTEL_AGENT_SPAN_NAMES=kind=server -> .*needs a restart: header x-tenant$/m,
  );
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET page 3', 'by hand']);
  replace(own('span_names: [{match: {name: by*}, name: hand}]'));
  await says(program, /OTEL_AGENT_SPAN_ATTRIBUTES=none/);
  expect(await turn(program, ['by hand', 'GET', 'GET'])).toEqual(['GET', 'GET', 'hand']);
  program.child.stdin!.end();
});

test('a ConfigMap: the link that the path leads through is swapped', async () => {
  const inVersion = (name: string, text: string) => {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'otel.yaml'), text);
  };
  const link = (target: string) => {
    symlinkSync(target, path.join(folder, '..data_tmp'));
    renameSync(path.join(folder, '..data_tmp'), path.join(folder, '..data'));
  };
  inVersion('v1', content());
  inVersion('v2', content('', 'always_off'));
  link('v1');
  const file = path.join(folder, 'mounted.yaml');
  symlinkSync('..data/otel.yaml', file);
  const program = start(file);
  await until(
    () => program.stdout.includes('ready'),
    () => program.stderr,
  );
  expect(await turn(program, ['by hand'])).toContain('by hand');
  link('v2');
  await says(program, /mounted\.yaml has changed; in force now: OTEL_TRACES_SAMPLER=always_off/);
  expect(await turn(program, [])).toEqual([]);
  program.child.stdin!.end();
});
