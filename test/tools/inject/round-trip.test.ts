import { injectManifests } from '../../../src/tools/inject/inject';
import * as fc from '../../fast-check';
import { type AnyFile, anyFile, flat, type Json, valuesOf } from './arbitrary-manifest';
import { eachPod, withoutAgent } from './expected';

const addition = {
  version: '1.2.3',
  image: 'agent:1.2.3',
  endpoint: 'http://$(OTEL_NODE_IP):4317',
  containers: [],
  hasSpool: false,
};
const inject = (text: string) => injectManifests(text, 'file', addition).text;
const undo = (text: string) => injectManifests(text, 'file', undefined).text;
const RUNS = { numRuns: fc.draws(60) };

/** Blocks of lines, and values with commas in brackets, are written anew when something is appended to them. */
const IS_REWRITTEN = /OTEL_RESOURCE_ATTRIBUTES|line/;

test('undone, a file is what it was, to the byte', () => {
  fc.assert(
    fc.property(anyFile, ({ text }) => {
      const injected = inject(text);
      expect(valuesOf(undo(injected))).toEqual(valuesOf(text));
      if (!IS_REWRITTEN.test(text)) expect(undo(injected)).toBe(text);
    }),
    RUNS,
  );
});

test('done twice, nothing more is changed', () => {
  fc.assert(
    fc.property(anyFile, ({ text }) => {
      const injected = inject(text);
      expect(inject(injected)).toBe(injected);
    }),
    RUNS,
  );
});

test('what is not the agent’s stays', () => {
  fc.assert(
    fc.property(anyFile, ({ text, objects }: AnyFile) => {
      expect(withoutAgent(flat(valuesOf(inject(text))))).toEqual(withoutAgent(flat(objects)));
    }),
    RUNS,
  );
});

test('each container has the agent, its own settings kept', () => {
  fc.assert(
    fc.property(anyFile, ({ text, objects }) => {
      const before = containersOf(flat(objects));
      const after = containersOf(flat(valuesOf(inject(text))));
      expect(after.length).toBe(before.length);
      for (const [index, container] of after.entries()) checkContainer(container, before[index]!);
    }),
    RUNS,
  );
});

type Container = {
  env?: { name: string; value?: string; valueFrom?: object }[];
  volumeMounts?: { name: string }[];
};

function checkContainer(after: Container, before: Container): void {
  const own = before.env ?? [];
  const set = (env: Container['env'], name: string) => env?.findLast(entry => entry.name === name);
  expect(after.env?.slice(0, own.length).map(({ name }) => name)).toEqual(own.map(({ name }) => name));
  expect(after.volumeMounts?.at(-1)?.name).toBe('otel-agent');
  const options = set(own, 'NODE_OPTIONS');
  const expected = [options?.value, '--require /otel-agent/autoinstrumentation.js'].filter(Boolean).join(' ');
  if (options?.valueFrom !== undefined) expect(set(after.env, 'NODE_OPTIONS')).toEqual(options);
  else expect(set(after.env, 'NODE_OPTIONS')).toEqual({ name: 'NODE_OPTIONS', value: expected });
  const service = set(own, 'OTEL_SERVICE_NAME');
  if (service !== undefined) expect(set(after.env, 'OTEL_SERVICE_NAME')).toEqual(service);
  else expect(set(after.env, 'OTEL_SERVICE_NAME')?.value).toBeTruthy();
  const attributes = set(own, 'OTEL_RESOURCE_ATTRIBUTES');
  expect(set(after.env, 'OTEL_RESOURCE_ATTRIBUTES')?.value).toContain('k8s.container.name=');
  expect(set(after.env, 'OTEL_RESOURCE_ATTRIBUTES')?.value?.startsWith(attributes?.value ?? '')).toBe(true);
  const names = after.env!.map(({ name }) => name);
  expect(names.indexOf('OTEL_NODE_IP')).toBeLessThan(names.lastIndexOf('OTEL_EXPORTER_OTLP_ENDPOINT'));
}

function containersOf(objects: readonly Json[]): Container[] {
  const found: Container[] = [];
  for (const object of objects)
    eachPod(object, ({ spec }) => found.push(...(spec as { containers: Container[] }).containers));
  return found;
}
