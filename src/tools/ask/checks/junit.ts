import type { Check } from './budget';

/** Checks as a JUnit file, the form that CI systems read. */
export function junitOf(suite: string, checks: readonly Check[]): string {
  const failed = checks.filter(({ isKept }) => !isKept).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${checks.length}" failures="${failed}">`,
    `  <testsuite name="${escaped(suite)}" tests="${checks.length}" failures="${failed}">`,
    ...checks.flatMap(caseOf),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf({ service, name, isKept, found }: Check): string[] {
  const head = `    <testcase classname="${escaped(service || 'otel-agent')}" name="${escaped(name)}"`;
  if (isKept) return [`${head}/>`];
  return [`${head}>`, `      <failure message="${escaped(found)}"/>`, '    </testcase>'];
}

/** Characters that XML 1.0 cannot hold, escaped or not, become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"\t\n\r]/g, sign => `&#${sign.codePointAt(0)};`);
}
