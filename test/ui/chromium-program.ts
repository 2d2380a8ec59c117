import { findProgram } from '../services/obtain/find-program';
import { installDebianPackages, whyNoDebianPackages } from '../services/obtain/install-debian-packages';

/** Path of Chromium: TEST_CHROMIUM, else the one that is installed, else Debian's, which is installed now. */
export async function chromiumProgram(): Promise<string> {
  const found = process.env.TEST_CHROMIUM || findProgram('chromium');
  if (found) return found;
  const refusal = whyNoDebianPackages();
  if (refusal !== undefined)
    throw new Error(`The tests need chromium: install it, or name it in TEST_CHROMIUM (${refusal})`);
  await installDebianPackages(['chromium']);
  return findProgram('chromium')!;
}
