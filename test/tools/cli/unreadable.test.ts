import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli, runCli } from './run-cli';

/* What the command line cannot read or write is told in a sentence, never as a stack. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-unreadable-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['nosuch.jsonl', 'no such file or directory'],
  ['.', 'illegal operation on a directory'],
])('redact-test %s', async (file, reason) => {
  expect(await runCli(['redact-test', file], { cwd: folder })).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr: `otel-agent redact-test: ${file} cannot be read: ${reason}\n`,
  });
});

test('redact-test reads a file with a mark of its encoding', async () => {
  const line = '{"resourceSpans":[]}\n';
  writeFileSync(path.join(folder, 'marked.jsonl'), `\uFEFF${line}`);
  writeFileSync(path.join(folder, 'powershell.jsonl'), Buffer.from(`\uFEFF${line}`, 'utf16le'));
  for (const file of ['marked.jsonl', 'powershell.jsonl'])
    expect(await runCli(['redact-test', file], { cwd: folder })).toMatchObject({ code: 0, stdout: line });
});

test('the current folder is gone', () => {
  const gone = path.join(folder, 'gone');
  const script = `mkdir '${gone}' && cd '${gone}' && rmdir '${gone}' && exec '${process.execPath}' '${cli}' doctor`;
  const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'otel-agent: the current folder is gone: change to another one\n',
  });
});

const onFullDisk = existsSync('/dev/full') ? test : test.skip;
onFullDisk.each([['--help'], ['config', 'migrate']])('%s %s: output that does not fit fails', (...words) => {
  const script = `exec '${process.execPath}' '${cli}' ${words.filter(Boolean).join(' ')} >/dev/full`;
  const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^otel-agent: the output could not be written whole: ENOSPC.*\n$/m);
});
