import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const root = path.join(__dirname, '..', '..', '..');

/** Makes the changes of a table, on a module of upstream's, in a Node of its own. Resolves to its last line on stderr. */
async function change(rows: object, steps = ''): Promise<string> {
  const script = `
    import { readFileSync } from 'node:fs';
    import { changeUpstream } from ${JSON.stringify(pathToFileURL(path.join(root, 'scripts/build/change-upstream.mjs')))};
    const changes = changeUpstream(${JSON.stringify({ standIns: [], leftOut: [], patches: [], ...rows })});
    const file = ${JSON.stringify(path.join(root, 'node_modules', AMQPLIB.package, AMQPLIB.file))};
    try { ${steps} } catch (error) { console.error(error.message); }
  `;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch(
    error => error as { stderr: string },
  );
  return /^(?:Error: )?(src.*)$/m.exec(stderr)?.[1] ?? stderr;
}

const AMQPLIB = { package: '@opentelemetry/instrumentation-amqplib', file: 'dist/amqplib.mjs' };
const PATCH = { ...AMQPLIB, patch: 'unconfirmed-messages' };

test('a patch that fits is applied, and then used', async () => {
  const steps = `
    const source = readFileSync(file, 'utf8');
    const patched = changes.plugin.transform(source, file);
    if (patched === source) throw new Error('src: unchanged');
    changes.assertAllUsed();
  `;
  expect(await change({ patches: [PATCH] }, steps)).toBe('');
});

test('a text that is no longer there fails the build', async () => {
  const steps = `changes.plugin.transform(readFileSync(file, 'utf8').replaceAll('patchedOnConfirm', 'renamed'), file);`;
  expect(await change({ patches: [PATCH] }, steps)).toMatch(
    /unconfirmed-messages\.patch does not fit @opentelemetry\/instrumentation-amqplib\/dist\/amqplib\.mjs any more$/,
  );
});

test.each([
  ['patches', { ...PATCH, file: 'dist/moved.mjs' }],
  ['standIns', { ...AMQPLIB, file: 'dist/moved.mjs', by: 'environment.ts' }],
])('a file that has moved fails the build: %s', async (kind, row) => {
  expect(await change({ [kind]: [row] })).toBe(
    'src/agent/upstream/table.mjs: @opentelemetry/instrumentation-amqplib has no file dist/moved.mjs any more',
  );
});

test.each([
  ['patches', PATCH, `${AMQPLIB.package} ${AMQPLIB.file} unconfirmed-messages`],
  ['standIns', { ...AMQPLIB, by: 'environment.ts' }, `${AMQPLIB.package} ${AMQPLIB.file}`],
  ['leftOut', { package: AMQPLIB.package, imports: ['./gone.mjs'] }, `./gone.mjs in ${AMQPLIB.package}`],
])('a row that was not used fails the build: %s', async (kind, row, name) => {
  expect(await change({ [kind]: [row] }, 'changes.assertAllUsed();')).toBe(
    `src/agent/upstream/table.mjs: nothing has been built of ${name}`,
  );
});
