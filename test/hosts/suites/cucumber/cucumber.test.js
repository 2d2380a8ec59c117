'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hosts-cucumber-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const modules = path.dirname(path.dirname(path.dirname(require.resolve('@cucumber/cucumber/package.json'))));

/** Runs a feature with its steps; gives what came of each step, and what the steps printed. */
function run(feature, code) {
  const own = fs.mkdtempSync(path.join(folder, 'run-'));
  fs.symlinkSync(modules, path.join(own, 'node_modules'), 'junction');
  fs.writeFileSync(path.join(own, 'a.feature'), feature);
  fs.writeFileSync(
    path.join(own, 'steps.js'),
    `const { Given, When, Then, Before, After, BeforeStep, AfterStep } = require('@cucumber/cucumber');\n${code}`,
  );
  const cucumber = path.join(own, 'node_modules/@cucumber/cucumber/bin/cucumber.js');
  const report = path.join(own, 'report.json');
  const args = [cucumber, '--require', 'steps.js', '--format', `json:${report}`, 'a.feature'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: own,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const json = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : [];
  const steps = json.flatMap(({ elements }) => elements.flatMap(({ steps: all }) => all));
  return {
    status,
    stdout,
    results: steps.filter(({ hidden }) => !hidden).map(({ result }) => result.status),
    attachments: steps.flatMap(({ embeddings = [] }) => embeddings.length),
  };
}

const feature = text => `Feature: f\n  Scenario: s\n${text.map(line => `    ${line}`).join('\n')}\n`;

test('steps that return, wait, and call back', () => {
  const { status, results } = run(
    feature(['Given one', 'When two', 'Then three']),
    `Given('one', () => {});
     When('two', async () => {});
     Then('three', done => setImmediate(done));`,
  );
  assert.deepEqual([status, results], [0, ['passed', 'passed', 'passed']]);
});

test('arguments, tables and the world', () => {
  const { status, results } = run(
    feature(['Given 7 "apples"', 'Then a table', '  | a | b |', '  | 1 | 2 |']),
    `Given('{int} {string}', function (n, text) { this.seen = [n, text]; });
     Then('a table', function (table) {
       if (this.seen.join() !== '7,apples' || table.hashes()[0].b !== '2') throw new Error('wrong');
     });`,
  );
  assert.deepEqual([status, results], [0, ['passed', 'passed']]);
});

test('hooks, with and without tags, with a callback', () => {
  const { status, stdout } = run(
    feature(['Given one']),
    `Before(() => console.log('before'));
     Before({ tags: '@none' }, () => console.log('not here'));
     Before((scenario, done) => setImmediate(() => { console.log('called back', scenario.pickle.name); done(); }));
     BeforeStep(() => console.log('before step'));
     AfterStep(({ result }) => console.log('after step', result.status));
     After(async ({ result }) => console.log('after', result.status));
     Given('one', () => console.log('step'));`,
  );
  assert.equal(status, 0);
  const lines = stdout.match(
    /before step|before|called back s|after step PASSED|after PASSED|not here|step$/gm,
  );
  assert.deepEqual(lines, [
    'before',
    'called back s',
    'before step',
    'step',
    'after step PASSED',
    'after PASSED',
  ]);
});

test('failures of all kinds, without attachments', () => {
  const { status, results, attachments } = run(
    feature(['Given one']) +
      feature(['Given two']).replace('Feature: f\n', '') +
      feature(['Given three']).replace('Feature: f\n', ''),
    `Given('one', () => { throw new Error('mine'); });
     Given('two', () => Promise.reject(null));
     Given('three', () => 'pending');`,
  );
  assert.deepEqual([status, results], [1, ['failed', 'failed', 'pending']]);
  assert.deepEqual(
    attachments.filter(count => count > 0),
    [],
  );
});

test('scenarios of a rule, and outlines', () => {
  const { status, results } = run(
    `Feature: f
  Rule: r
    Scenario: s
      Given one
  Scenario Outline: o
    Given <n>
    Examples:
      | n   |
      | one |
      | one |
`,
    `Given('one', () => {});`,
  );
  assert.deepEqual([status, results], [0, ['passed', 'passed', 'passed']]);
});

test('undefined steps, and code that is none', () => {
  assert.deepEqual(run(feature(['Given nothing']), '').results, ['undefined']);
  assert.notEqual(run(feature(['Given one']), `Given('one');`).status, 0);
  assert.notEqual(run(feature(['Given one']), `Before('@tag');`).status, 0);
});
