import path from 'node:path';

/** Loads a file of dist/ that the build made an entry of its own, so that its code costs nothing until it is asked for. */
export function loadChunk<Exports>(name: string): Exports {
  return require(chunkFile(name)) as Exports;
}

/** The path of such a file. */
export function chunkFile(name: string): string {
  return path.join(__dirname, `${name}.js`);
}
