import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { rolldown } from 'rolldown';

const require = createRequire(import.meta.url);

/** Builds the web viewer's three files into `to`. Returns the paths of all that went into them. */
export async function buildWebViewer(from, to) {
  mkdirSync(to, { recursive: true });
  copyFileSync(path.join(from, 'index.html'), path.join(to, 'index.html'));
  const styles = styleSheets(path.join(from, 'styles'));
  writeFileSync(
    path.join(to, 'app.css'),
    styles.map(file => shortened(readFileSync(file, 'utf8'))).join('\n'),
  );
  const bundle = await rolldown({
    input: path.join(from, 'main.tsx'),
    platform: 'browser',
    tsconfig: path.join(from, 'tsconfig.json'),
    transform: { target: 'es2022' },
  });
  const { output } = await bundle.write({
    file: path.join(to, 'app.js'),
    format: 'esm',
    minify: true,
    comments: { legal: false },
  });
  await bundle.close();
  return [...styles, ...output.flatMap(chunk => Object.keys(chunk.modules ?? {}))];
}

/** Styles of uPlot, then of the viewer; the shared styles come first by their name. */
function styleSheets(folder) {
  const own = readdirSync(folder).sort();
  return [require.resolve('uplot/dist/uPlot.min.css'), ...own.map(name => path.join(folder, name))];
}

/** Without comments, indentation and line ends; none of the sheets holds text in quotes that this could harm. */
function shortened(css) {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .trim();
}
