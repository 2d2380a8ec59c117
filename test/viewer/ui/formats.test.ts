import { formatDuration, formatExtra, formatInColumn } from '../../../src/viewer/ui/format/duration';
import { formatMany, formatRate, formatShare, rateFormat } from '../../../src/viewer/ui/format/number';
import { formatAgo } from '../../../src/viewer/ui/format/time';
import { axisSteps, valueFormat } from '../../../src/viewer/ui/metrics/format-value';
import { ticksBetween } from '../../../src/viewer/ui/trace/waterfall/ticks';

test.each([
  [0, '0'],
  [7, '7 ns'],
  [830_400, '830 µs'],
  [999_950, '1 ms'],
  [1_234_000, '1.23 ms'],
  [45_240_000, '45.2 ms'],
  [1_000_000_000, '1 s'],
  [1_331_190_559, '1.33 s'],
  [119_400_000_000, '119 s'],
  [125_000_000_000, '2 min 5 s'],
])('%d ns are read as %s', (ns, text) => expect(formatDuration(ns)).toBe(text));

test('durations below each other keep their digits', () => {
  const durations = [0, 12_000_000, 34_560_000, 1_000_000_000, 100_000_000, 125_000_000_000];
  expect(durations.map(formatInColumn)).toEqual(['0', '12.0 ms', '34.6 ms', '1.00 s', '100 ms', '2 min 5 s']);
});

test('what is more or less carries its sign', () => {
  expect(formatExtra(1_090_000_000)).toBe('+1.09 s');
  expect(formatExtra(-2_000_000)).toBe('−2 ms');
});

test.each([
  [0, '0%'],
  [0.0004, '<0.1%'],
  [0.031, '3.1%'],
  [0.92, '92%'],
  [0.996, '99.6%'],
  [1, '100%'],
])('the share %d is read as %s', (share, text) => expect(formatShare(share)).toBe(text));

test.each([
  [0, '0/s'],
  [0.015, '0.9/min'],
  [0.44, '0.4/s'],
  [46.9, '47/s'],
  [12_345, '12,345/s'],
])('%d per second are read as %s', (perSecond, text) => expect(formatRate(perSecond)).toBe(text));

test('G1: rates beside each other have one unit', () => {
  const rates = [5 / 60, 0.2, 40];
  expect(rates.map(rateFormat(rates))).toEqual(['5/min', '12/min', '2,400/min']);
  expect([0, 0.2, 40].map(rateFormat([0, 0.2, 40]))).toEqual(['0/s', '0.2/s', '40/s']);
});

test('one is one, others are many', () => {
  expect(formatMany(1, 'trace')).toBe('1 trace');
  expect(formatMany(1234, 'trace')).toBe('1,234 traces');
});

test("lines of an axis are round in their instrument's unit", () => {
  const format = valueFormat({ name: 'v8js.memory.heap.used', unit: 'By' }, false);
  expect(axisSteps('By')!.slice(9, 12).map(format)).toEqual(['512 B', '1 KiB', '2 KiB']);
  expect(axisSteps('MiBy')!.slice(20, 22)).toEqual([1, 2]);
  expect(axisSteps('s')).toBeUndefined();
});

test('ages are read in the unit that fits', () => {
  const now = Date.UTC(2026, 0, 1);
  expect([0, 12_000, 300_000, 7_200_000].map(ms => formatAgo(now - ms, now))).toEqual([
    'just now',
    '12 s ago',
    '5 min ago',
    '2 h ago',
  ]);
});

test('ticks are round and within the stretch', () => {
  expect(ticksBetween(0, 1_330_000_000, 5)).toEqual([0, 500_000_000, 1_000_000_000]);
  expect(ticksBetween(123, 167, 5)).toEqual([130, 140, 150, 160]);
  expect(ticksBetween(5, 5, 5)).toEqual([5]);
});
