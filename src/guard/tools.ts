import type { Decision, ProcessFacts } from './facts';
import { scriptPackage } from './script-package';
import { BUILDS, LOOSE_FILES, TOOLS } from './tool-table';

/** Package managers, build tools, test runners, and parents that run the app in a child: what they start is judged afresh. */
export function toolRule({ script, args, env }: ProcessFacts): Decision | undefined {
  if (INSTALL_SCRIPT.test(env.npm_lifecycle_event || '')) {
    return no(`this is the ${env.npm_lifecycle_event} script of a package`);
  }
  if (script === undefined) return undefined;
  const owner = scriptPackage(script);
  if (owner === undefined) {
    const name = script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
    return LOOSE_FILES.test(name) ? no(`${name} is a package manager`) : undefined;
  }
  const builds = BUILDS[owner.name];
  if (builds !== undefined && builds.indexOf(args[0] || '') >= 0)
    return no(`${owner.name} ${args[0]} is a build`);
  for (const kind of Object.keys(TOOLS)) {
    if (TOOLS[kind]!.some(tool => isOf(tool, owner.name, owner.file))) return no(`${owner.name} is ${kind}`);
  }
  return undefined;
}

/** npm, yarn and pnpm name the script that they run; these ones belong to an installation, or to a publication. */
const INSTALL_SCRIPT = /^(pre|post)?(install|uninstall|prepare|pack|publish)$|^prepublishOnly$/;

/** `pm2/bin` is that folder of the package pm2, `pm2` all of it. */
function isOf(tool: string, name: string, file: string): boolean {
  return tool === name || `${name}/${file}`.indexOf(`${tool}/`) === 0 || `${name}/${file}` === tool;
}

function no(reason: string): Decision {
  return { instrument: false, reason };
}
