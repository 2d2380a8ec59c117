import type { Requirement } from '../servers/service';

/** A real browser for the web viewer, Debian's. */
export const chromiumRequirement: Requirement = {
  name: 'chromium',
  variable: 'TEST_CHROMIUM',
  programs: ['chromium'],
  debianPackages: ['chromium'],
};
