import { measureAll } from './run/bench.mjs';
import { absolute } from './run/compare.mjs';

/**
 * A minute's run for CI: does the harness run, and does the agent keep its counts? No milliseconds: the machine's speed
 * is nobody's fault. The margins are wide; they catch a doubling, not a drift.
 */
export async function smoke() {
  const onProgress = line => console.error(line);
  const agents = ['bare', 'otel-agent'];
  const results = await measureAll({
    only: [
      'startup',
      'listen',
      'cold-hello',
      'workers',
      'load-commonjs',
      'load-es',
      'hello',
      'json',
      'fan-out',
      'end-up',
    ],
    agents,
    runs: 1,
    shorter: 6,
    settleMs: 1500,
    onProgress,
  });
  const wire = await measureAll({
    only: ['export'],
    agents: ['otel-agent'],
    runs: 1,
    shorter: 10,
    onProgress,
  });
  for (const [name, value, low, high] of checks({ ...results, ...wire })) {
    const isKept = value >= low && value <= high;
    console.log(`${isKept ? 'ok' : 'NOT OK'}  ${name}: ${value.toFixed(2)} (${low} to ${high})`);
    if (!isKept) process.exitCode = 1;
  }
}

function checks(results) {
  const of = (scenario, agent, key) => absolute(results[scenario][agent], key)?.median ?? Number.NaN;
  const ours = (scenario, key) => of(scenario, 'otel-agent', key);
  const ratio = (scenario, key) => ours(scenario, key) / of(scenario, 'bare', key);
  return [
    ['spans per request, hello', ours('hello', 'spansPerRequest'), 2, 2],
    ['spans per request, 3 queries', ours('json', 'spansPerRequest'), 5, 8],
    ['spans per request, 2 fetches', ours('fan-out', 'spansPerRequest'), 4, 4],
    ['bytes per span, grpc', ours('export', 'grpcKb'), 200, 500],
    ['bytes per span, grpc and gzip', ours('export', 'grpcGzipKb'), 10, 150],
    ['bytes per span, http', ours('export', 'httpKb'), 200, 500],
    ['CPU until the first line over bare', ratio('startup', 'cpuMs'), 0, 4],
    ['CPU of each of the first 500 requests over bare, hello', ratio('cold-hello', 'first500Us'), 0, 4],
    ['CPU for a worker over bare', ratio('workers', 'workerCpuMs'), 0, 2.5],
    ['CPU of loading CommonJS modules over bare', ratio('load-commonjs', 'loadCpuMs'), 0, 2],
    ['CPU of loading ES modules over bare', ratio('load-es', 'loadCpuMs'), 0, 4],
    ['CPU per request over bare, hello', ratio('hello', 'cpuUs'), 0, 6],
    ['heap after GC over bare, MB', ours('hello', 'heapMb') - of('hello', 'bare', 'heapMb'), -5, 7],
  ];
}
