import { isBuiltin } from 'node:module';

/**
 * Lists the packages that the build plugin marks, with the inner files that matter and the first version that needs no mark
 * since it publishes tracing channels.
 * @param rows the catalogue
 * @param targets by the row's name: [{ module, files }]
 * @param contextKeepers package -> files
 */
export function bundlerTargets(rows, targets, contextKeepers) {
  const packages = {};
  const add = (name, files, ownChannelsSince) => {
    const known = packages[name] ?? { files: [] };
    packages[name] = {
      files: [...new Set([...known.files, ...files])],
      ...(ownChannelsSince && { ownChannelsSince }),
    };
  };
  for (const row of rows) {
    // A library whose channels change what the app sees is patched in any version.
    const since = row.channels?.changesHost ? undefined : row.channels?.since;
    for (const { module, files } of targets[row.name])
      if (!isBuiltin(module) && !module.startsWith('node:')) add(module, files, since);
    for (const module of row.modules ?? []) add(module, [], since);
  }
  for (const [name, files] of contextKeepers) add(name, files);
  return packages;
}
