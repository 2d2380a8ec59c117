/**
 * Rolldown plugin for `unplugin`, which looks for its webpack loaders in files beside its own. In dist/ one file is plugin and
 * loader. Throws where a release of unplugin has none of these lines any more.
 */
export function inOneFile() {
  return {
    name: 'unplugin-in-one-file',
    transform: {
      filter: { id: /[\\/]unplugin[\\/]dist[\\/]index\.mjs$/ },
      handler: code => CHANGES.reduce(change, code),
    },
  };
}

const CHANGES = [
  // webpack and Rspack.
  { from: /resolve\(import\.meta\.dirname, "\w+\/loaders\/transform\.mjs"\)/g, to: '__filename', count: 2 },
  // The plugin has no hook `load`.
  { from: /resolve\(import\.meta\.dirname, "\w+\/loaders\/load\.mjs"\)/g, to: 'undefined', count: 2 },
  // Used by plugins with virtual modules only.
  { from: /__require\("webpack-virtual-modules"\)/g, to: 'undefined', count: 1 },
];

function change(code, { from, to, count }) {
  const found = code.match(from)?.length ?? 0;
  if (found !== count) throw new Error(`unplugin has ${found} times ${from}, expected ${count}`);
  return code.replace(from, to);
}
