import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { judge } from './compare';
import type { Outcome, Outcomes } from './outcome';
import { readMocha } from './read-mocha';
import { readTap } from './read-tap';

const outcomes = (entries: Record<string, Outcome>): Outcomes => new Map(Object.entries(entries));

describe('reports', () => {
  test('of node:test, as it writes them', async () => {
    const folder = makeTemporaryFolder('hosts');
    const file = path.join(folder, 'some.test.js');
    writeFileSync(
      file,
      `const { describe, it, test } = require('node:test');
      test('outer', async t => {
        await t.test('inner', () => {});
        await t.test('left out', { skip: true }, () => {});
      });
      describe('group', () => {
        it('listens on 41234', () => {});
        it('fails', { todo: false }, () => {});
      });
      test('twice', () => {});
      test('twice', () => { throw new Error('not ok 1 - this'); });`,
    );
    try {
      const { stdout: text } = spawnSync(process.execPath, ['--test-reporter=tap', file], {
        encoding: 'utf8',
        env: {},
      });
      expect(Object.fromEntries(readTap(text))).toEqual({
        'outer > inner': 'passed',
        'outer > left out': 'skipped',
        'outer > (as a whole)': 'passed',
        'group > listens on N': 'passed',
        'group > fails': 'passed',
        'group > (as a whole)': 'passed',
        twice: 'passed',
        'twice (2)': 'failed',
      });
    } finally {
      await removeFolder(folder);
    }
  });

  test('of tape, in which assertions have names of tests above them', () => {
    const text = [
      'TAP version 13',
      '# first',
      'ok 1 should be equal',
      'ok 2 should be truthy',
      '# second',
      'not ok 3 should be equal',
      '  ---',
      '    operator: equal',
      '  ...',
      'ok 4 should be equal',
      '# third',
      'ok 5 nothing to do # SKIP',
      '',
      '1..5',
      '# tests 5',
      '# pass  4',
    ].join('\n');
    expect(Object.fromEntries(readTap(text))).toEqual({
      first: 'passed',
      second: 'failed',
      third: 'skipped',
    });
  });

  test('of tap, in which assertions are lines like tests', () => {
    const text = [
      '# Subtest: parent',
      '    ok 1 - an assertion',
      '    # Subtest: child',
      '        not ok 1 - another',
      '        1..1',
      '    not ok 2 - child # time=3ms',
      '    1..2',
      'not ok 1 - parent # time=5ms',
      '1..1',
    ].join('\n');
    expect(Object.fromEntries(readTap(text))).toEqual({
      'parent > child': 'failed',
      'parent > (as a whole)': 'failed',
    });
  });

  test('of mocha, and of a mocha that died before it could report', () => {
    const text = JSON.stringify({
      passes: [{ fullTitle: 'a b' }],
      failures: [{ fullTitle: 'a c' }],
      pending: [{ fullTitle: 'a d' }],
    });
    expect(Object.fromEntries(readMocha(text))).toEqual({
      'a b': 'passed',
      'a c': 'failed',
      'a d': 'skipped',
    });
    expect(readMocha('').size).toBe(0);
  });
});

describe('a test', () => {
  const passed = outcomes({ x: 'passed' });
  const failed = outcomes({ x: 'failed' });
  const absent = outcomes({});
  const skipped = outcomes({ x: 'skipped' });

  test.each([
    ['passes both ways', [passed], [passed], 'passed'],
    ['fails under the agent alone', [passed, passed, passed], [failed, failed, passed], 'changed'],
    ['is not reported under the agent', [passed], [absent], 'changed'],
    [
      'fails under the agent once in many runs',
      [passed, passed, passed],
      [failed, passed, passed],
      'unstable',
    ],
    ['does not always pass without the agent', [passed, failed], [failed, failed], 'unstable'],
    ['fails anyhow', [failed], [failed], 'failed'],
    ['is skipped', [skipped], [skipped], 'skipped'],
  ])('that %s', (_, bare, traced, verdict) => {
    expect(judge({ bare, traced }).get('x')).toBe(verdict);
  });
});
