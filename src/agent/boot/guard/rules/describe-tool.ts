import type { ProcessFacts } from '../facts';
import { type ScriptPackage, scriptPackage } from './script-package';
import { BUILDS, LOOSE_FILES, TOOLS } from './tool-table';

/** Describes a process that is a tool: `npm is a package manager`. */
export type DescribeTool = (facts: Pick<ProcessFacts, 'script' | 'args' | 'env'>) => string | undefined;

/**
 * Describes package managers, build tools, test runners with the files that they run, and parents that run the app in a
 * child. Processes that they start are judged afresh.
 */
export const describeTool: DescribeTool = ({ script, args, env }) => {
  const { npm_lifecycle_event: event } = env;
  if (event && INSTALL_SCRIPT.test(event)) return `this is the ${event} script of a package`;
  for (const variable of Object.keys(TEST_FILES)) if (env[variable]) return TEST_FILES[variable];
  if (script === undefined) return undefined;
  const owner = scriptPackage(script);
  if (owner === undefined) {
    const name = script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
    return LOOSE_FILES.test(name) ? `${name} is a package manager` : undefined;
  }
  const builds = BUILDS.get(owner.name);
  if (builds !== undefined && builds.indexOf(args[0] || '') >= 0)
    return `${owner.name} ${args[0]} is a build`;
  const places = placesOf(owner);
  for (const kind of Object.keys(TOOLS)) {
    for (const place of places) if (TOOLS[kind]!.indexOf(place) >= 0) return `${owner.name} is ${kind}`;
  }
  return undefined;
};

/** Scripts of an installation or a publication: npm, yarn and pnpm name the script that they run. */
const INSTALL_SCRIPT = /^(pre|post)?(install|uninstall|prepare|pack|publish)$|^prepublishOnly$/;

/** Variables of runners that run each test file as the script of its own process. */
const TEST_FILES: Readonly<Record<string, string>> = {
  NODE_TEST_CONTEXT: 'node --test runs a test file here',
  TAP_CHILD_ID: 'tap runs a test file here',
};

/** Lists all names that a row of the table may use: `pm2`, `pm2/bin`, `pm2/bin/pm2`. */
function placesOf({ name, file }: ScriptPackage): string[] {
  const places = [name];
  for (const part of file.split('/')) places.push(`${places[places.length - 1]}/${part}`);
  return places;
}
