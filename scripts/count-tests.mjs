import { readFileSync } from 'node:fs';

/* Prints `N passed, N failed, N skipped` from jest's JSON result; ends with 1 when a test failed, a file broke, or none ran. */
const [file] = process.argv.slice(2);
const result = readResult(file);
const passed = result?.numPassedTests ?? 0;
// A file that cannot be loaded has no tests to count, and is a failure all the same.
const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 1);
const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0 || passed === 0) process.exitCode = 1;

function readResult(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`no test results: ${error.message}`);
    return undefined;
  }
}
