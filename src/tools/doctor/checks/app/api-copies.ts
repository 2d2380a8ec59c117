import type { Check } from '../../check';
import { ok, warn } from '../../check';
import { findCopies } from '../../packages/installed';

/** Does the app's OpenTelemetry API meet the agent's? */
export const apiCopies: Check = {
  name: 'API copies',
  needs: 'app',
  run({ manifest, folder }) {
    const copies = findCopies('@opentelemetry/api', manifest?.folder ?? folder);
    if (copies.length === 0) return ok('the app has no @opentelemetry/api');
    const list = copies.map(copy => `${copy.version} in ${copy.folder}`).join(', ');
    const strange = copies.filter(({ version }) => Number.parseInt(version, 10) !== 1);
    if (strange.length === 0) return ok(`@opentelemetry/api ${list}`);
    return warn({
      seen: `@opentelemetry/api ${list}`,
      why: 'copies of another major version than 1 do not see the agent: their spans go nowhere',
      mend: 'npm install @opentelemetry/api@1, and npm ls @opentelemetry/api for those that other packages bring',
    });
  },
};
