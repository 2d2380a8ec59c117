import path from 'node:path';
import type { ExportNamedDeclaration, ImportDeclaration, Node, Program } from 'acorn';
import { handOver } from './mark-commonjs';
import { mainFiles, type PackageFile, stem } from './package-file';
import { parseModule } from './parse-module';

export interface MarkedEsModule {
  readonly code: string;
  /** True if it holds no code of its own: bundlers would go past it, and past its mark. */
  readonly isBarrel: boolean;
}

/**
 * Appends to an ES module the lines that hand over its exports, and setters of its own bindings; exported `const`s become
 * `let`s, so that no position moves. Returns undefined for a module that only passes on the package's CommonJS module,
 * which has a mark itself. Throws if the source cannot be read.
 */
export function markEsModule(
  source: string,
  { name, version, file }: { name: string; version: string; file: PackageFile },
): MarkedEsModule | undefined {
  const { body } = parseModule(source);
  if (isThinWrapper(body, file)) return undefined;
  const free = nameUnknownTo(source, '$otelAgent');
  const { imports, getters } = readExports(body, source, free);
  const { writable, constants } = ownBindings(body);
  const setters = [...writable].map(
    ([exported, local]) => `${JSON.stringify(exported)}:function(${free}){${local}=${free}}`,
  );
  // A function: with cycles, some of it has no value yet. Only the agent calls it.
  const exports = `function(){return {${getters.join()}}}`;
  const marked = `${withoutConstants(source, constants)}\n;${imports.join('')}`;
  return {
    code: `${marked}${handOver(name, version, `${exports},{${setters.join()}}`)}`,
    isBarrel: body.every(node => /^(?:Import|Export(?:All|Named))/.test(node.type)) && writable.size === 0,
  };
}

/** True if the module imports the main file of its own package in another form. */
function isThinWrapper(body: Program['body'], file: PackageFile): boolean {
  const folder = path.posix.dirname(file.innerPath);
  const mains = mainFiles(file);
  const isImport = (node: Node): node is ImportDeclaration => node.type === 'ImportDeclaration';
  const sources = body.filter(isImport).map(({ source }) => String(source.value));
  return sources.some(from => /^\.\.?\//.test(from) && mains.has(stem(path.posix.join(folder, from))));
}

/** Imports of what the module passes on, and properties that read each export; `free` is a name that may be used. */
function readExports(body: Program['body'], source: string, free: string) {
  const imports: string[] = [];
  const getters: string[] = [];
  const add = (name: string, value: string) => getters.push(`get ${JSON.stringify(name)}(){return ${value}}`);
  for (const node of body) {
    const passedOn = `${free}${imports.length}`;
    if (node.type === 'ExportAllDeclaration') {
      imports.push(`import * as ${passedOn} from ${node.source.raw};`);
      if (node.exported) add(nameOf(node.exported), passedOn);
      else getters.unshift(`...${passedOn}`);
    } else if (node.type === 'ExportNamedDeclaration' && node.source) {
      const names = node.specifiers.map((one, at) => {
        add(nameOf(one.exported), `${passedOn}_${at}`);
        return `${source.slice(one.local.start, one.local.end)} as ${passedOn}_${at}`;
      });
      imports.push(`import {${names.join()}} from ${node.source.raw};`);
    } else if (node.type === 'ExportDefaultDeclaration') {
      const local =
        node.declaration.type === 'Identifier' ? node.declaration.name : namesOf(node.declaration)[0];
      if (local === undefined) throw new Error('its default export has no name');
      add('default', local);
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const [exported, local] of namesOfExport(node)) add(exported, local);
    }
  }
  return { imports, getters };
}

/** Bindings that an assignment can change, by the names under which they are exported, and the `const`s among them. */
function ownBindings(body: Program['body']) {
  const exported = new Map<string, string>();
  const declared = new Map<string, Node>();
  for (const node of body) {
    const isExport = node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
    const declaration = isExport ? node.declaration : node;
    for (const local of namesOf(declaration)) declared.set(local, declaration!);
    if (node.type === 'ExportDefaultDeclaration')
      for (const local of namesOf(declaration)) exported.set('default', local);
    else if (node.type === 'ExportNamedDeclaration' && !node.source)
      for (const [name, local] of namesOfExport(node)) exported.set(name, local);
  }
  const writable = new Map([...exported].filter(([, local]) => declared.has(local)));
  const declarations = new Set([...writable.values()].map(local => declared.get(local)!));
  return {
    writable,
    constants: [...declarations].filter(node => (node as Partial<Declaration>).kind === 'const'),
  };
}

/** Pairs of a name that is exported and the module's own name for it. */
function namesOfExport({ declaration, specifiers }: ExportNamedDeclaration): [string, string][] {
  if (declaration) return namesOf(declaration).map(name => [name, name]);
  return specifiers.map(({ exported, local }) => [nameOf(exported), nameOf(local)]);
}

/** Names that a declaration at the top of a module binds. */
function namesOf(declaration: Node | null | undefined): string[] {
  const { type, id, declarations } = (declaration ?? {}) as Declaration;
  if (type === 'VariableDeclaration') return declarations.flatMap(one => one.id.name ?? []);
  return (type === 'FunctionDeclaration' || type === 'ClassDeclaration') && id ? [id.name] : [];
}

interface Declaration {
  readonly type: string;
  readonly kind?: string;
  readonly id?: { readonly name: string } | null;
  readonly declarations: readonly { readonly id: { readonly name?: string } }[];
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name! : String(node.value);
}

function withoutConstants(source: string, constants: readonly Node[]): string {
  let text = source;
  for (const { start } of constants)
    text = `${text.slice(0, start)}let  ${text.slice(start + 'const'.length)}`;
  return text;
}

function nameUnknownTo(source: string, name: string): string {
  let free = name;
  while (source.includes(free)) free += '$';
  return free;
}
