const MARK = '(test:all)';

/** Ends a run's summary with the number of tests that `sliced` left out, as one of jest's reporters. */
module.exports = class SliceReporter {
  onRunComplete(_contexts, { numTotalTests, testResults }) {
    const outside = testResults
      .flatMap(({ testResults: tests }) => tests)
      .filter(
        ({ status, ancestorTitles, title }) =>
          status === 'pending' && [...ancestorTitles, title].some(isOutside),
      );
    if (outside.length === 0) return;
    const count = `${outside.length.toLocaleString('en')} of ${numTotalTests.toLocaleString('en')}`;
    process.stderr.write(`Skipped outside of slices: ${count} tests. \`npm run test:all\` runs them.\n`);
  }
};

function isOutside(title) {
  return title.endsWith(MARK);
}
