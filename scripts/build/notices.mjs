import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The notices that a bundle owes to the packages in it: name, version, licence and the text of each, equal texts once.
 * `files` are the paths of the bundled modules. Throws for a package that states no licence.
 */
export function thirdPartyNotices(files) {
  const packages = new Map();
  for (const file of files) {
    const folder = packageFolder(file);
    if (folder !== undefined && !packages.has(folder)) packages.set(folder, readPackage(folder));
  }
  const byText = groupByText([...packages.values()]);
  const sections = [...byText].map(([text, entries]) => {
    const names = [
      ...new Set(entries.map(({ name, version, license }) => `${name} ${version} (${license})`)),
    ].sort();
    return `${names.join('\n')}\n\n${text}`;
  });
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  return (
    ['dist/ holds code of these packages, each under its own licence.', ...sections.sort()].join(rule) + '\n'
  );
}

function groupByText(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.text, [...(groups.get(entry.text) ?? []), entry]);
  return groups;
}

function packageFolder(file) {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return undefined;
  return parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join(path.sep);
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name} states no licence in its package.json`);
  const files = readdirSync(folder, { withFileTypes: true })
    .filter(file => file.isFile() && /^(licen[cs]e|notice|copying)/i.test(file.name))
    .map(file => file.name);
  const text = files.map(file => readFileSync(path.join(folder, file), 'utf8').trim()).join('\n\n');
  return {
    name,
    version,
    license,
    text: text || `The package carries no licence text; its package.json says ${license}.`,
  };
}
