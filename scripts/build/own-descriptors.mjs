import { parseAst } from 'rolldown/parseAst';

/**
 * Rolldown plugin that gives property descriptors no prototype, those of the bundler's own helpers too. Where a library has put
 * `get`, `set` or `value` into `Object.prototype`, plain descriptors inherit it, and each definition throws.
 */
export function ownDescriptors() {
  return {
    name: 'own-descriptors',
    renderChunk: code => (DEFINES.test(code) ? { code: withOwnDescriptors(code), map: null } : undefined),
  };
}

const DEFINES = /\bdefinePropert(?:y|ies)\b|\bObject\.create\b/;
const WITHOUT_PROTOTYPE = '__proto__: null';

function withOwnDescriptors(code) {
  const inserts = [];
  const own = node => {
    if (node?.type === 'ObjectExpression') inserts.push([node.start + 1, `${WITHOUT_PROTOTYPE}, `]);
    else if (node !== undefined && node.type !== 'SpreadElement')
      inserts.push([node.start, `{ ${WITHOUT_PROTOTYPE}, ...(`], [node.end, ') }']);
  };
  visit(parseAst(code), node => {
    if (node.type !== 'CallExpression') return;
    const name = node.callee.type === 'Identifier' ? node.callee.name : nameOfMethod(node.callee);
    if (name === 'defineProperty' || /^__defProp(\$\d+)?$/.test(name)) own(node.arguments[2]);
    if (name === 'defineProperties' || name === 'create') each(node.arguments[1], own);
  });
  inserts.sort(([a], [b]) => b - a);
  return inserts.reduce((text, [at, inserted]) => text.slice(0, at) + inserted + text.slice(at), code);
}

/** `defineProperty` for `Object.defineProperty` and `Reflect.defineProperty`. */
function nameOfMethod({ type, object, property, computed }) {
  const isOfLanguage = type === 'MemberExpression' && !computed && /^(Object|Reflect)$/.test(object.name);
  return isOfLanguage ? property.name : undefined;
}

/** Calls back with each descriptor that is written out in a list of them. */
function each(list, own) {
  if (list?.type !== 'ObjectExpression') return;
  for (const { value } of list.properties) if (value?.type === 'ObjectExpression') own(value);
}

function visit(node, see) {
  if (Array.isArray(node)) for (const item of node) visit(item, see);
  else if (typeof node?.type === 'string') {
    see(node);
    for (const key in node) visit(node[key], see);
  }
}
