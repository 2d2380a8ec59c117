import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadFile } from '../../../../src/shared/config/file/load-file';
import { decodeText } from '../../../../src/shared/decode-text';
import { fileOf, problemsOf, resolveText } from './resolve-text';

/* Mistakes of YAML itself: each is named with what it is about, and the process of the app hears of none. */

const TRACES = 'tracer_provider: {processors: [simple: {exporter: {console: }}]}';

test.each([
  [
    'a map that holds itself',
    ['resource: &r', '  attributes: *r'],
    'resource.attributes (otel.yaml:3:15) is *r, which it is a part of; using the rest',
  ],
  [
    'a list that holds itself',
    ['propagator: {composite: &c [tracecontext: , *c]}'],
    'propagator.composite[1] (otel.yaml:2:45) is *c, which it is a part of; using the rest',
  ],
  [
    'a key that stands twice',
    ['log_level: info', 'log_level: warn'],
    'log_level (otel.yaml:3:1) is a key that stands there twice; the last one counts; using the rest',
  ],
  [
    'a key in quotes that stands twice',
    ['"log_level": info', '"log_level": warn'],
    'log_level (otel.yaml:3:1) is a key that stands there twice; the last one counts; using the rest',
  ],
  [
    'a reference that cannot be read',
    [`resource: {attributes: [{name: a, value: x}, {name: service.name, value: "\${A:?a}"}]}`],
    expect.stringMatching(
      /^resource\.attributes\[1\]\.value \(otel\.yaml:2:74\) holds \$\{A:\?a\}: .* only \$\{NAME:-default\} exists; using the rest$/,
    ),
  ],
  ['a key that is a map', ['? {a: b}', ': c'], '{"a":"b"} (otel.yaml:2:3) is not a key here; using the rest'],
])('%s: the rest works, and the line names it', (_name, lines, wanted) => {
  const config = resolveText(fileOf(...lines, TRACES));
  expect(problemsOf(config)).toContainEqual(wanted);
  expect(config.signals.traces.exporters).toEqual(['console']);
});

test('an alias without an anchor is told how to become a text', () => {
  expect(problemsOf(resolveText(fileOf('distribution: {otel_agent: {ignore_paths: [*/healthz]}}')))).toEqual([
    'file (otel.yaml:2:44) is no YAML: Unresolved alias (the anchor must be set before the alias): /healthz; put quotes around a text that begins with *; using no telemetry',
  ]);
});

test.each([
  ['a list', '- a', 'file (otel.yaml:1:1) is a list: it has no keys; using no telemetry'],
  ['a text', 'hello', 'file (otel.yaml:1:1) is a text: it has no keys; using no telemetry'],
])('%s is no configuration', (_name, text, wanted) => {
  expect(problemsOf(resolveText(text))).toEqual([wanted]);
});

test('no warning of the parser is emitted', async () => {
  const warnings: Error[] = [];
  const listener = (warning: Error) => warnings.push(warning);
  process.on('warning', listener);
  try {
    resolveText(fileOf('? {a: b}', ': c', TRACES));
    resolveText(fileOf('distribution: {otel_agent: {sampling_rules: "[{? [a] : b, drop: true}]"}}', TRACES));
    await new Promise(setImmediate);
  } finally {
    process.off('warning', listener);
  }
  expect(warnings).toEqual([]);
});

describe('encodings', () => {
  const TEXT = 'file_format: "1.0" # Ü\n';
  const swapped = Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16();
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16, the other way round', swapped],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16, the other way round, without a mark', swapped.subarray(2)],
    ['UTF-16 that ends in half a character', Buffer.concat([swapped, Buffer.of(0)])],
  ])('%s', (_name, bytes) => {
    expect(decodeText(bytes)).toBe(TEXT);
    const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-config-'));
    try {
      writeFileSync(path.join(folder, 'otel.yaml'), bytes);
      expect(loadFile(path.join(folder, 'otel.yaml'))).toEqual({ text: TEXT });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('UTF-32 is named, and what to do', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-config-'));
    try {
      writeFileSync(path.join(folder, 'otel.yaml'), Buffer.from('fffe00006600000069000000', 'hex'));
      expect(loadFile(path.join(folder, 'otel.yaml'))).toEqual({
        flaw: 'is in UTF-32, which is not read: save it as UTF-8',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
