import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/* Cases that once came out wrong are held by tests whose titles begin with their ids. */

/** Sections, with the number of cases in each. */
const SECTIONS = { A: 8, B: 14, C: 5, D: 13, E: 8, F: 18, G: 8, H: 10 } as const;

const TESTS = path.join(__dirname, '..');
const sources = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.ts') && path.basename(file) !== path.basename(__filename))
  .map(file => readFileSync(path.join(TESTS, file), 'utf8'));
/** `'A2: …`, `['C1', …`, `D6, D7: …` */
const titled = new Set(
  sources.flatMap(source =>
    [...source.matchAll(/['"`]((?:[A-H]\d+(?:, )?)+)(?:: |['"`])/g)].flatMap(([, ids]) => ids!.split(', ')),
  ),
);

test.each(
  Object.entries(SECTIONS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}${index + 1}`),
  ),
)('%s is held by a test', id => {
  expect(titled).toContain(id);
});
