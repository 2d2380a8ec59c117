import { CATALOGUE } from '../../../../agent/instrument/catalogue/catalogue';
import targets from '../../../../agent/instrument/catalogue/targets.generated.json';
import { packagesIn } from '../../../../agent/instrument/coverage/bundled-packages';
import type { Check } from '../../check';
import { ok, warn } from '../../check';

/** Are libraries bundled into the app, where no load can be seen? */
export const bundler: Check = {
  name: 'bundler',
  needs: 'app',
  run({ script, manifest }) {
    const packages = [...(manifest?.dependencies ?? []), ...(manifest?.devDependencies ?? [])];
    const used = packages.filter(name => BUNDLERS.includes(name));
    const { silent, published } =
      script === undefined ? NOTHING : packagesIn(script, { known: KNOWN, channels: CHANNELS });
    if (silent.length > 0)
      return warn({
        seen: `${silent.join(', ')} seem to be bundled into ${script}`,
        why: 'a library within a bundle cannot be traced; http and fetch are, and libraries with channels of their own',
        mend: `mark ${silent.length === 1 ? 'it' : 'them'} as external in the bundler's configuration`,
      });
    const heard =
      published.length === 0 ? '' : `; ${published.join(', ')} in the bundle are traced by their channels`;
    if (packages.includes('next'))
      return ok(
        `Next.js bundles the app: libraries that are to be traced belong in serverExternalPackages of next.config${heard}`,
      );
    if (used.length === 0) return ok(`no bundler among the dependencies${heard}`);
    return ok(
      `${used.join(', ')} among the dependencies; ${script ?? 'the app'} holds no library that would be missed${heard}`,
    );
  },
};

const BUNDLERS = [
  'webpack',
  '@rspack/core',
  'esbuild',
  'rollup',
  'rolldown',
  'vite',
  'tsup',
  'tsdown',
  'parcel',
  '@vercel/ncc',
  'bun',
  'next',
];
const NOTHING = { silent: [], published: [] };
const KNOWN = new Set(Object.values(targets).flatMap(row => row.map(({ module }) => module as string)));
const CHANNELS = new Map(
  CATALOGUE.filter(({ channels }) => channels !== undefined && !channels.changesHost).flatMap(row =>
    [
      ...(targets[row.name as keyof typeof targets] ?? []).map(({ module }) => module),
      ...(row.modules ?? []),
    ].map(name => [name as string, row.channels!.names[0]!] as const),
  ),
);
