import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { root, setup } from './setup.mjs';

/* `npm run layer`: makes build/otel-agent-layer.zip, a Lambda layer with the agent and the wrapper that preloads it. */
await setup();
const FOLDER = 'nodejs/node_modules/otel-agent';
/** Files of the command line, the viewer and the demo, which no function runs. */
const NOT_FOR_FUNCTIONS = /^(cli[.-]|ui\/|shop\.json$)/;
/** Limit of this project on the layer, unpacked; Lambda's own is 250 MB for a function with all its layers. */
const MAX_BYTES = 3_000_000;

const read = file => readFileSync(path.join(root, file));
const { name, version, description, license, main } = JSON.parse(read('package.json'));
const wrapper = read('scripts/layer/otel-agent');
const files = {
  'otel-agent': wrapper,
  // The name in upstream's layer: a function that moves over keeps its AWS_LAMBDA_EXEC_WRAPPER.
  'otel-handler': wrapper,
  [`${FOLDER}/package.json`]: Buffer.from(JSON.stringify({ name, version, description, license, main })),
  [`${FOLDER}/LICENSE`]: read('LICENSE'),
};
for (const entry of readdirSync(path.join(root, 'dist'), { recursive: true, withFileTypes: true })) {
  const file = path
    .relative(path.join(root, 'dist'), path.join(entry.parentPath, entry.name))
    .replaceAll('\\', '/');
  if (entry.isFile() && !NOT_FOR_FUNCTIONS.test(file)) files[`${FOLDER}/dist/${file}`] = read(`dist/${file}`);
}

const bytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
if (bytes > MAX_BYTES) throw new Error(`the layer has ${bytes} bytes, more than ${MAX_BYTES}`);
const target = path.join(root, 'build', 'otel-agent-layer.zip');
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(
  target,
  zipSync(
    Object.fromEntries(Object.entries(files).map(([file, content]) => [file, [content, optionsOf(file)]])),
  ),
);
console.log(
  `Wrote ${path.relative(root, target)}: ${Object.keys(files).length} files, ${(bytes / 1e6).toFixed(1)} MB unpacked`,
);

/** Rights as Linux keeps them in archives, and a fixed date: equal files make equal archives. */
function optionsOf(file) {
  const UNIX = 3;
  const rights = file.includes('/') ? 0o644 : 0o755;
  return { os: UNIX, attrs: (0o100000 | rights) << 16, mtime: '2026-01-01T00:00:00Z', level: 9 };
}
