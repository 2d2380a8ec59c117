import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseSync } from '@swc/core';

const require = createRequire(import.meta.url);

/**
 * Reads the options of an instrumentation from its package's type declarations: `{ requireParentSpan: 'boolean' }`, by
 * name. Kinds are boolean, number, string, list, object, function, and any for what is none of those. A list of few words
 * names them, `list:router,middleware`, and a map with known members is a map of their kinds.
 */
export function readOptions(packageName, className) {
  const types = declarationsOf(packageName);
  const config = configOf(types, className);
  return config === undefined ? {} : membersOf(types, config);
}

/** All interfaces, type aliases and classes of a package's declarations, by name. */
function declarationsOf(packageName) {
  const folder = folderOf(packageName);
  const types = new Map();
  const places = ['dist', 'build/src', 'types'].map(name => path.join(folder, name)).filter(existsSync);
  for (const place of places) {
    for (const file of readdirSync(place, { recursive: true }))
      if (/\.d\.(ts|mts)$/.test(file)) collect(types, path.join(place, file));
  }
  return types;
}

function folderOf(packageName) {
  const main = require.resolve(packageName);
  const inner = `${path.sep}node_modules${path.sep}${packageName.replace('/', path.sep)}`;
  return main.slice(0, main.lastIndexOf(inner) + inner.length);
}

function collect(types, file) {
  const { body } = parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript' });
  for (const item of body) {
    const declared = item.type === 'ExportDeclaration' ? item.declaration : item;
    const name = declared?.id?.value ?? declared?.identifier?.value;
    if (name !== undefined && !types.has(name)) types.set(name, declared);
  }
}

/** The type of the configuration that the class's constructor takes. */
function configOf(types, className) {
  const made = types.get(className)?.body.find(member => member.type === 'Constructor');
  const parameter = made?.params[0]?.pat ?? made?.params[0];
  const annotation = (parameter?.left ?? parameter)?.typeAnnotation?.typeAnnotation;
  return annotation === undefined ? undefined : annotation;
}

/** The members of a type, those that it extends or is made from among them; unknown types have none. */
function membersOf(types, type) {
  switch (type?.type) {
    case 'TsTypeReference':
      return referred(types, type);
    case 'TsTypeLiteral':
      return kindsOf(types, type.members);
    case 'TsIntersectionType':
      return Object.assign({}, ...type.types.map(part => membersOf(types, part)));
    case 'TsInterfaceDeclaration':
      return {
        ...Object.assign(
          {},
          ...type.extends.map(({ expression }) => membersOf(types, types.get(expression.value))),
        ),
        ...kindsOf(types, type.body.body),
      };
    case 'TsTypeAliasDeclaration':
      return membersOf(types, type.typeAnnotation);
    default:
      return {};
  }
}

function referred(types, { typeName, typeParams }) {
  // Partial<Config> and the like have the members of what they are made from.
  const found = types.get(typeName.value);
  return membersOf(types, found ?? typeParams?.params[0]);
}

function kindsOf(types, members) {
  const named = members.filter(({ key }) => key?.value !== undefined);
  return Object.fromEntries(named.map(member => [member.key.value, kindOf(types, member)]));
}

function kindOf(types, member) {
  return member.type === 'TsMethodSignature'
    ? 'function'
    : kindOfType(types, member.typeAnnotation?.typeAnnotation);
}

const KEYWORDS = { boolean: 'boolean', number: 'number', string: 'string' };

function kindOfType(types, type) {
  switch (type?.type) {
    case 'TsKeywordType':
      return KEYWORDS[type.kind] ?? 'any';
    case 'TsLiteralType':
      return type.literal.type === 'StringLiteral' ? 'string' : 'any';
    case 'TsArrayType':
      return ['list', ...wordsOf(types, type.elemType)].join(':');
    case 'TsTupleType':
      return 'list';
    case 'TsFunctionType':
      return 'function';
    case 'TsTypeLiteral':
      return type.members.some(({ key }) => key?.value !== undefined)
        ? kindsOf(types, type.members)
        : 'object';
    case 'TsParenthesizedType':
      return kindOfType(types, type.typeAnnotation);
    case 'TsUnionType': {
      const kinds = new Set(
        type.types.filter(part => part.kind !== 'undefined').map(part => kindOfType(types, part)),
      );
      return kinds.size === 1 ? [...kinds][0] : 'any';
    }
    case 'TsTypeReference':
      return kindOfReference(types, types.get(type.typeName.value), type.typeName.value);
    default:
      return 'any';
  }
}

/** The words of an enum of texts, joined; nothing for other types. */
function wordsOf(types, type) {
  const found = type.type === 'TsTypeReference' ? types.get(type.typeName.value) : undefined;
  if (found?.type !== 'TsEnumDeclaration') return [];
  const words = found.members.map(({ init }) => (init?.type === 'StringLiteral' ? init.value : undefined));
  return words.includes(undefined) ? [] : [words.join(',')];
}

function kindOfReference(types, found, name) {
  if (name === 'Array' || name === 'ReadonlyArray') return 'list';
  if (name === 'Record') return 'object';
  if (found?.type === 'TsTypeAliasDeclaration') return kindOfType(types, found.typeAnnotation);
  if (found?.type !== 'TsInterfaceDeclaration') return 'any';
  const isCallable = found.body.body.some(member => member.type === 'TsCallSignatureDeclaration');
  return isCallable ? 'function' : 'object';
}
