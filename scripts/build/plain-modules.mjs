import { parseAst } from 'rolldown/parseAst';

/**
 * Rolldown plugin that makes plain properties of getters: of exports whose variables never change, and of modules that are
 * used as a whole. V8 keeps a closure for each getter, calls it at every use of a function of another file, and compiles it.
 */
export function plainModules() {
  return {
    name: 'plain-modules',
    renderChunk: code => ({ code: withPlainBuiltins(withPlainExports(code)), map: null }),
  };
}

const GETTER =
  /Object\.defineProperty\(exports, "([\w$]+)", \{\s*enumerable: true,\s*get: function \(\) \{\s*return ([\w$]+);\s*\}\s*\}\)/g;

function withPlainExports(code) {
  if (code.match(GETTER) === null) return code;
  const changing = changingNames(parseAst(code));
  return code.replace(GETTER, (getter, exported, name) =>
    changing.has(name) ? getter : `exports.${exported} = ${name}`,
  );
}

/** Names that are assigned to anywhere: a variable of that name may change after it was exported. */
function changingNames(program) {
  const names = new Set();
  const addAll = target =>
    visit(target, node => {
      if (node.type === 'Identifier') names.add(node.name);
      return node.type !== 'MemberExpression';
    });
  visit(program, node => {
    if (node.type === 'AssignmentExpression' || /^For(?:In|Of)Statement$/.test(node.type)) addAll(node.left);
    if (node.type === 'UpdateExpression') addAll(node.argument);
    return true;
  });
  return names;
}

/** Walks a tree; goes below a node if `see` returns true. */
function visit(node, see) {
  if (Array.isArray(node)) for (const item of node) visit(item, see);
  else if (typeof node?.type === 'string' && see(node)) for (const key in node) visit(node[key], see);
}

/** Matches the two lines that give one of Node's modules a getter for each of its properties (`__toESM`). */
const NAMESPACE = /^(let (node_\w+) = require\("node:.+"\);)\n\2 = [\w.]+\(\2(?:, 1)?\);$/gm;

function withPlainBuiltins(code) {
  let plain = code;
  for (const [lines, first, name] of code.matchAll(NAMESPACE)) {
    const rest = plain.replace(lines, '');
    if (new RegExp(`\\b${name}\\b(?!\\.)`).test(rest)) continue; // As an object.
    plain = plain.replace(lines, first).replace(new RegExp(`\\b${name}\\.default\\b`, 'g'), name);
  }
  return plain;
}
