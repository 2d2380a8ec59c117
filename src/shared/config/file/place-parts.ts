import type { Problem } from '../resolved-config';
import type { Found } from './into';
import type { FileNode, Place } from './nodes';

/** Gives problems with a part of a setting, such as a rule of a list, the path and place that the part has in the file. */
export function placeParts(problems: readonly Problem[], { parts }: Pick<Found, 'parts'>): Problem[] {
  return problems.map(problem => {
    const { part, source, setting } = problem;
    const whole = parts.get(setting);
    if (part === undefined || whole === undefined || source.kind !== 'file') return problem;
    const { node, place, path } = findPart(whole, part.path);
    const { line, column } = place;
    const key = `${source.key ?? setting}${path}`;
    const isShown = part.path.length > 0 && node?.kind === 'scalar' && node.value !== null;
    return {
      ...problem,
      name: key,
      value: isShown ? node.text : undefined,
      source: { ...source, key, line, column },
      message: part.message,
    };
  });
}

interface PartInFile {
  readonly node: FileNode | undefined;
  readonly place: Place;
  /** `[1].match.kind` */
  readonly path: string;
}

/** Walks down as far as the file goes. */
function findPart(whole: FileNode, steps: readonly (string | number)[]): PartInFile {
  let found: PartInFile = { node: whole, place: whole.place, path: '' };
  for (const step of steps) {
    const { node, path } = found;
    if (node?.kind === 'list' && typeof step === 'number' && node.items[step] !== undefined) {
      const item = node.items[step];
      found = { node: item, place: item.place, path: `${path}[${step}]` };
    } else if (node?.kind === 'map') {
      const entry = node.entries.find(({ key }) => key === step);
      if (entry === undefined) return found;
      found = { node: entry.node, place: entry.place, path: `${path}.${step}` };
    } else return found;
  }
  return found;
}
