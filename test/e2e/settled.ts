import type { CollectedLogRecord, CollectedSpan } from '../services/collector/collected';
import type { Collector } from '../services/collector/start-collector';
import type { FixtureRun } from './start-fixture';

type Runs = Pick<FixtureRun, 'id'> | readonly Pick<FixtureRun, 'id'>[];
let lastMark = 0;

/**
 * All spans of fixtures that have ended. The Collector writes in the order in which it takes: once a mark that is sent
 * now has been written, so has all that the fixtures were told it had taken. Nothing has to be waited for in vain.
 */
export async function spansOf(collector: Collector, runs: Runs): Promise<CollectedSpan[]> {
  const name = `mark ${process.pid}-${++lastMark}`;
  const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), name };
  await post(`${collector.httpUrl}/v1/traces`, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const spans = await collector.waitForSpans(all => all.some(one => one.name === name));
  // Spans that were under way when a process ended are sent again, and come twice if only the answer was late.
  return [...new Map(spans.filter(isOf(runs)).map(span => [span.spanId, span])).values()];
}

/** Returns log records of runs, once all have arrived. */
export async function logsOf(collector: Collector, runs: Runs): Promise<CollectedLogRecord[]> {
  const mark = `mark ${process.pid}-${++lastMark}`;
  const logRecords = [{ timeUnixNano: '1', body: { stringValue: mark } }];
  await post(`${collector.httpUrl}/v1/logs`, { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  const records = await collector.waitForLogs(all => all.some(({ body }) => body === mark));
  return records.filter(isOf(runs));
}

function isOf(runs: Runs) {
  const ids = new Set([runs].flat().map(run => run.id));
  return ({ resource }: { resource: CollectedSpan['resource'] }) => ids.has(String(resource['test.run']));
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the Collector answered ${response.status}: ${await response.text()}`);
}
