import { ES_SYNTAX, isEsEntry, isEsFile, isEsText } from './es-file';
import { onCompile } from './on-compile';

/**
 * Calls back once, before the first ES module is loaded: at once where the entry is one, else before the first CommonJS
 * module runs that mentions `import(`, or turns out to be an ES module. For Nodes that do not tell of imports. What it
 * returns ends the wait.
 */
export function beforeEsModules(entry: string | undefined, callBack: () => void): () => void {
  if (comesAtOnce(entry)) {
    callBack();
    return () => {};
  }
  const stop = onCompile(
    ({ content, filename, format }) =>
      format === 'module' || content.includes('import(') || (filename === entry && ES_SYNTAX.test(content)),
    ({ content }, compile) => {
      stop();
      callBack();
      return compile(content);
    },
  );
  return stop;
}

function comesAtOnce(entry: string | undefined): boolean {
  // After an `--import` Node takes any entry past the compiling that is listened to.
  if (isEsText()) return entry === undefined || isEsEntry(entry);
  return entry !== undefined && isEsFile(entry);
}
