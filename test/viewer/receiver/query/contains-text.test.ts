import { findText } from '../../../../src/viewer/receiver/query/contains-text';
import * as fc from '../../../fast-check';

const few = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '1', 'é'), maxLength: 12 });

test('a text is found where it first is, whatever the case of its letters', () => {
  fc.assert(
    fc.property(few, few, few, (before, wanted, behind) => {
      const source = Buffer.from(`${before}${wanted}${behind}`);
      const asciiLower = (bytes: Buffer) =>
        bytes.toString('latin1').replace(/[A-Z]/g, letter => letter.toLowerCase());
      const at = asciiLower(source).indexOf(asciiLower(Buffer.from(wanted)));
      expect(findText(Buffer.from(wanted))(source, 0, source.length)).toBe(at);
    }),
    { numRuns: fc.draws(2000) },
  );
});

test('a text that reaches beyond the end is not found', () => {
  const source = Buffer.from('refused');
  expect(findText(Buffer.from('fused'))(source, 0, 6)).toBe(-1);
  expect(findText(Buffer.from('refuse'))(source, 1, 7)).toBe(-1);
});
