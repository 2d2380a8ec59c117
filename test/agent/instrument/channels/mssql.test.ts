import { below, type OwnRun, ownRun, textOf } from '../../../e2e/own-run';
import { NODE_MAJORS } from '../../../nodes';
import { sliced } from '../../../slice';
import { installPackages } from '../../boot/guard/install-package';

const SCRIPT = 'instrument/own/mssql-requests.cjs';

sliced(describe).each(NODE_MAJORS)('mssql by its own channels, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    run = await ownRun({ script: SCRIPT, args: [await installPackages({ mssql: '12.7.14' })], nodeMajor });
  });

  test('a request is one span, and tedious has none', () => {
    expect(below(run, 'connects')).toEqual([]);
    expect(below(run, 'queries')).toEqual(['client SELECT orders [SELECT n FROM orders WHERE name = ?]']);
    expect(below(run, 'queries with parameters')).toEqual([
      'client SELECT orders [SELECT n FROM orders WHERE name = @name]',
    ]);
    expect(below(run, 'calls back')).toEqual(['client SELECT orders [SELECT n FROM orders]']);
    expect(below(run, 'batches')).toEqual(below(run, 'calls back'));
    expect(below(run, 'executes')).toEqual(['client EXECUTE orders_of']);
    expect(below(run, 'loads')).toEqual(['client INSERT BULK [orders]']);
    expect(below(run, 'prepares')).toEqual([
      ...below(run, 'queries with parameters'),
      ...below(run, 'queries with parameters'),
    ]);
    expect(run.spans.filter(({ scope }) => scope.name.includes('tedious'))).toEqual([]);
  });

  test('spans name the server that their pool connected to', () => {
    const [span] = run.spans.filter(({ name }) => name === 'EXECUTE orders_of');
    expect(span!.attributes).toEqual({
      'db.system.name': 'microsoft.sql_server',
      'db.namespace': 'shop',
      'db.operation.name': 'EXECUTE',
      'db.stored_procedure.name': 'orders_of',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
    });
  });

  test('errors are named by their number, without data', () => {
    expect(below(run, 'fails')).toEqual([
      "client SELECT fails [SELECT n FROM fails] 208 ! Invalid object name '?'.",
    ]);
    expect(textOf(run)).not.toContain('hunter2');
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++)
      expect(below(run, `request ${i}`)).toEqual(['client SELECT orders [SELECT n FROM orders WHERE n = ?]']);
  });

  test('the app sees what bare Node shows, in its own context', () => {
    expect(run.lines).toEqual(run.bare);
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
  });
});

test('mssql before its channels is traced by tedious', async () => {
  const args = [await installPackages({ mssql: '12.3.1' })];
  const run = await ownRun({ script: SCRIPT, args });
  expect(run.spans.filter(({ scope }) => scope.name.includes('tedious'))).not.toEqual([]);
  expect(run.spans.filter(({ scope }) => scope.name.includes('mssql'))).toEqual([]);
});
