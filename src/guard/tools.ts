import type { Decision, ProcessFacts } from './facts';
import { type ScriptPackage, scriptPackage } from './script-package';
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
    const tools = TOOLS[kind]!;
    if (tools.indexOf(owner.name) >= 0 || tools.some(tool => isPart(tool, owner)))
      return no(`${owner.name} is ${kind}`);
  }
  return undefined;
}

/** npm, yarn and pnpm name the script that they run; these ones belong to an installation, or to a publication. */
const INSTALL_SCRIPT = /^(pre|post)?(install|uninstall|prepare|pack|publish)$|^prepublishOnly$/;

/** `pm2/bin` is that folder of the package pm2. */
function isPart(tool: string, { name, file }: ScriptPackage): boolean {
  return tool.indexOf(`${name}/`) === 0 && `${name}/${file}/`.indexOf(`${tool}/`) === 0;
}

function no(reason: string): Decision {
  return { instrument: false, reason };
}
