import { type ModuleDeclaration, type Node, type Program, parse } from 'acorn';

/** Parses an ES module. Throws if it is none. */
export function parseModule(source: string): Program {
  return parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
}

/** Tells an ES module by its syntax, as bundlers do. Throws if the source is neither. */
export function isEsModule(source: string): boolean {
  if (!MAYBE.test(source)) return false;
  try {
    return parseModule(source).body.some(isModuleDeclaration);
  } catch (error) {
    if (isScript(source)) return false;
    throw error;
  }
}

const MAYBE = /^[ \t]*(?:import|export)\b/m;

function isScript(source: string): boolean {
  try {
    parse(source, { ecmaVersion: 'latest', sourceType: 'commonjs' });
    return true;
  } catch {
    return false;
  }
}

function isModuleDeclaration(node: Node): node is ModuleDeclaration {
  return /^(?:Import|Export)\w*Declaration$/.test(node.type);
}
