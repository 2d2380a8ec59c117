import { ES_SYNTAX, isEsEntry, isEsFile, isEsText } from './es-file';
import { onCompile } from './on-compile';

/**
 * Calls back once, before the first ES module is loaded: at once if the entry is one, else before the first CommonJS
 * module runs that mentions `import(` or turns out to be an ES module. For Nodes before 22.12, which publish no
 * channel for imports. Returns a function that ends the wait.
 */
export function beforeEsModules(entry: string | undefined, callBack: () => void): () => void {
  if (comesAtOnce(entry)) {
    callBack();
    return () => {};
  }
  const stop = onCompile(({ content, filename, format }) => {
    const isDue =
      format === 'module' || content.includes('import(') || (filename === entry && ES_SYNTAX.test(content));
    if (isDue) {
      stop();
      callBack();
    }
    return undefined;
  });
  return stop;
}

function comesAtOnce(entry: string | undefined): boolean {
  // After an `--import` Node takes any entry past the compiling that is listened to.
  if (isEsText()) return entry === undefined || isEsEntry(entry);
  return entry !== undefined && isEsFile(entry);
}
