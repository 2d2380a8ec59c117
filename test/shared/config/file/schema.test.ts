import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { resolveText } from './resolve-text';

/* Every property of the schema is known here: it has an effect, or is named as one without. The schema is that of upstream's package. */

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const schema = schemaOf('@opentelemetry/configuration');

function schemaOf(packageName: string): Schema & { readonly $defs: Readonly<Record<string, Schema>> } {
  const folder = path.dirname(require.resolve(packageName));
  const validator = readFileSync(path.join(folder, 'generated', 'validator.cjs'), 'utf8');
  const text = /const schema\d+ = (\{\n\t+"\$schema"[\s\S]*?\n\t\});\n/.exec(validator)![1]!;
  return new Function(`return ${text}`)();
}

type Leaf = readonly [path: string, document: unknown];

/** Each property, with the smallest document that holds it. Samplers hold samplers: each kind twice at most on a path. */
function leavesOf(given: Schema, at: string, above: readonly string[]): Leaf[] {
  const name = given.$ref?.split('/').pop();
  const own = name === undefined ? given : schema.$defs[name]!;
  if (name !== undefined && above.filter(one => one === name).length > 1) return [];
  const below = name === undefined ? above : [...above, name];
  if (own.items !== undefined) {
    const items = leavesOf(own.items, `${at}[0]`, below);
    return items.map(([key, item]) => [key, [item]] as const);
  }
  const properties = Object.entries(own.properties ?? {});
  if (properties.length === 0) return [[at, at.endsWith('.compression') ? 'gzip' : sampleOf(own)]];
  return properties.flatMap(([key, property]) =>
    leavesOf(property, at === '' ? key : `${at}.${key}`, below).map(
      ([whole, value]) => [whole, { [key]: value }] as const,
    ),
  );
}

function sampleOf({ type, enum: words }: Schema): unknown {
  if (words !== undefined) return words.find(word => word !== null);
  const types = [type ?? 'null'].flat();
  if (types.includes('object') || types.includes('null') === (types.length === 1)) return null;
  if (types.includes('boolean')) return true;
  return types.includes('string') ? 'x' : 1;
}

const leaves = leavesOf(schema, '', []).filter(([key]) => key !== 'file_format');

test('no property of the schema is unknown', () => {
  const unknown = leaves.flatMap(([key, document]) => {
    const text = stringify({ file_format: '1.0', ...(document as object) });
    const problems = resolveText(text).problems.filter(
      ({ name, message }) => UNKNOWN.test(message) && key.startsWith(name),
    );
    return problems.map(({ name, message }) => `${name} ${message}`);
  });
  expect([...new Set(unknown)]).toEqual([]);
  expect(leaves.length).toBeGreaterThan(300);
});

const UNKNOWN = /^is not a key here|^is not one of|^names none of/;
