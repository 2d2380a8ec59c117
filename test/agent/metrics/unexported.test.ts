import { Unexported } from '../../../src/agent/metrics/unexported';

/** Measures as an instrument does. */
function measure(unexported: Unexported): void {
  if (!unexported.isNoted) unexported.note();
}

test('a measurement is noted once until a reader collects, and waits until all have exported', () => {
  const onNoted = jest.fn();
  const all = new Unexported(onNoted);
  const [first, second] = [all.addReader(), all.addReader()];
  measure(all);
  measure(all);
  expect(onNoted).toHaveBeenCalledTimes(1);
  first.collecting();
  first.exported();
  expect([first.areThere, second.areThere]).toEqual([false, true]);
  measure(all);
  expect(onNoted).toHaveBeenCalledTimes(2);
  expect(first.areThere).toBe(true);
});

test('what is collected waits until it is exported; what is measured meanwhile waits for the next export', () => {
  const all = new Unexported();
  const reader = all.addReader();
  measure(all);
  reader.collecting();
  expect(reader.areThere).toBe(true);
  measure(all);
  reader.exported();
  expect(reader.areThere).toBe(true);
  reader.collecting();
  reader.exported();
  expect(reader.areThere).toBe(false);
});

test('nothing is noted without readers, after they have ended, and for scopes that are none of the app', () => {
  const onNoted = jest.fn();
  const all = new Unexported(onNoted);
  measure(all);
  const reader = all.addReader();
  for (const scope of [
    'otel-agent',
    '@opentelemetry/instrumentation-runtime-node',
    '@opentelemetry/sdk-trace',
  ])
    measure(all.of(scope));
  expect(all.of('@opentelemetry/instrumentation-http')).toBe(all);
  reader.close();
  measure(all);
  reader.collecting();
  measure(all);
  expect(onNoted).not.toHaveBeenCalled();
  expect(reader.areThere).toBe(false);
});
