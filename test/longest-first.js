const path = require('node:path');
const TestSequencer = require('@jest/test-sequencer').default;

/** Files that take longest, longest first: below test/, without `.test.ts`. */
const LONGEST = [
  'collector/outages',
  'tools/demo/demo',
  'docker/images',
  'viewer/ui/views',
  'apm/apms',
  'agent/boot/code-cache',
  'agent/export/spool/programs',
  'viewer/receiver/server/connections',
  'faults/slice',
  'cases/host-programs',
  'e2e/opamp-ways',
  'agent/lifecycle/receiver-down',
  'agent/lifecycle/every-way-to-end',
  'tools/demo/profile',
  'backends/shop',
  'e2e/fidelity/fidelity',
  'ends/slice',
  'tools/ask/ask-profile',
  'viewer/receiver/files/threads',
];

/**
 * Begins with the files that take longest, so that none of them is left over for a single worker at the end. Where a run
 * before this one has left durations in jest's cache, these decide; a fresh clone has none.
 */
module.exports = class LongestFirst extends TestSequencer {
  static files = LONGEST;

  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.some(({ duration }) => duration !== undefined) ? sorted : sorted.sort(byRank);
  }
};

function byRank(one, other) {
  return rankOf(one) - rankOf(other);
}

function rankOf({ path: file, context }) {
  const name = path.relative(path.join(context.config.rootDir, 'test'), file).split(path.sep).join('/');
  const rank = LONGEST.indexOf(name.replace(/\.test\.ts$/, ''));
  return rank === -1 ? LONGEST.length : rank;
}
