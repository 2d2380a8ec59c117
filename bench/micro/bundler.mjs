/*
 * Measures the build plugin: time of an esbuild build of 1,600 modules and of a service with its packages, with the plugin and
 * without it, in turns; and time of one mark at run time, without the agent. `node bench/micro/bundler.mjs [rounds]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { generateModules } from '../generate-modules.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const load = createRequire(import.meta.url);
const { build } = load('esbuild'); // tsx brings it along.
const { esbuild: plugin } = load(path.join(root, 'dist', 'bundler.js'));
const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-bundler-bench-'));

const service = path.join(root, 'test', 'fixtures', 'bundler', 'shop.mjs');
const both = path.join(folder, 'both.mjs');
const modules = generateModules({ count: 1600, extension: 'cjs' });
writeFileSync(both, `import ${JSON.stringify(modules)};\nimport ${JSON.stringify(service)};\n`);

for (const [name, entry] of [
  ['1,600 modules', modules],
  ['1,600 modules and a service with express, graphql, ioredis, pg, pino', both],
]) {
  const times = { without: [], with: [] };
  for (let round = -2; round < rounds; round++) {
    for (const way of round % 2 === 0 ? ['without', 'with'] : ['with', 'without']) {
      const started = performance.now();
      await build({
        entryPoints: [entry],
        bundle: true,
        platform: 'node',
        outfile: path.join(folder, 'out.cjs'),
        external: ['pg-native'],
        logLevel: 'silent',
        plugins: way === 'with' ? [plugin()] : [],
      });
      if (round >= 0) times[way].push(performance.now() - started);
    }
  }
  const [bare, marked] = [median(times.without), median(times.with)];
  console.log(
    `${name}: ${bare.toFixed(0)} ms, with the plugin ${marked.toFixed(0)} ms (${percent(marked / bare)})`,
  );
}

const MARKS = 10_000;
const mark =
  '(globalThis[Symbol.for("otel-agent.bundled")]=globalThis[Symbol.for("otel-agent.bundled")]||[])' +
  '.push(["pg","8.0.0",module.exports,function(exports){module.exports=exports}]);';
const perMark = Array.from({ length: rounds }, () => {
  const run = vm.runInThisContext(`(function (module) { ${mark} })`);
  const started = performance.now();
  for (let count = 0; count < MARKS; count++) run({ exports: {} });
  const microseconds = ((performance.now() - started) * 1000) / MARKS;
  delete globalThis[Symbol.for('otel-agent.bundled')];
  return microseconds;
});
console.log(`a mark without the agent: ${median(perMark).toFixed(2)} us`);
rmSync(folder, { recursive: true });

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function percent(ratio) {
  return `${ratio < 1 ? '' : '+'}${((ratio - 1) * 100).toFixed(1)}%`;
}
