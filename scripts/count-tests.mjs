import { readFileSync } from 'node:fs';

/*
 * Prints `N passed, N failed, N skipped`, the sum of the JSON results that runners wrote (jest's form); ends with 1 when a
 * test failed, a file broke, or one of the runs has no result or ran nothing.
 */
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const { passed, failed, skipped } = countTests(file);
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
  if (passed === 0) process.exitCode = 1;
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
if (sum.failed > 0 || sum.passed === 0) process.exitCode = 1;

function countTests(file) {
  const result = readResult(file);
  return {
    passed: result?.numPassedTests ?? 0,
    // A file that cannot be loaded has no tests to count, and is a failure all the same.
    failed: (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 1),
    skipped: (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0),
  };
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`no test results: ${error.message}`);
    return undefined;
  }
}
