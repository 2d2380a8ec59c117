import { keepRulesText, readKeepRules } from '../../../src/shared/rules/keep-rules';

function read(given: unknown) {
  const refused: string[] = [];
  const rules = readKeepRules(given, (path, message) => {
    refused.push(`${path}: ${message}`);
    return undefined;
  });
  return [rules && keepRulesText(rules), refused];
}

test.each([
  ['errors', 'errors'],
  ['errors, slow > 800ms ,slow>p99', 'errors,slow>800ms,slow>p99'],
  ['slow>1.5s', 'slow>1500ms'],
  ['slow>p999', 'slow>p99.9'],
  ['slow>p99.9', 'slow>p99.9'],
  ['slow>p50', 'slow>p50'],
])('%s', (text, shown) => {
  expect(read(text)).toEqual([shown, []]);
  expect(read(text.split(','))).toEqual([shown, []]);
});

test.each(['slow', 'slow>p', 'slow>p9', 'slow>p10', 'slow>800', 'error', 'slow>-1ms'])(
  '%s is refused',
  entry => {
    const hint = entry === 'error' ? ' (did you mean errors?)' : '';
    const message = `0: is "${entry}", not errors, slow>800ms or slow>p99${hint}`;
    expect(read(entry)).toEqual([undefined, [message]]);
    expect(read(`${entry},errors`)).toEqual(['errors', [message]]);
  },
);
