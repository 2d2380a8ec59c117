import path from 'node:path';

import type { FixtureOptions } from './start-fixture';

/** Way of the agent into the process; `none` leaves it out, for a peer or for bare Node. */
export type Preload = 'require' | 'import' | 'NODE_OPTIONS' | 'none';

/** The agent under test: the built one, or the entry that OTEL_AGENT_TEST_ENTRY names, such as an installed package's. */
const AGENT = path.resolve(
  process.env.OTEL_AGENT_TEST_ENTRY ?? path.join(__dirname, '..', '..', 'dist', 'preload.js'),
);

interface FixtureCommand {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The command as a line for a shell. */
  readonly shown: string;
}

/** Joins a row's options to those of every fixture: the servers' addresses, and nothing of the tests' own environment. */
export function fixtureCommand(
  options: FixtureOptions,
  { node, id, folder }: { node: string; id: string; folder: string },
): FixtureCommand {
  const { flags, nodeOptions } = PRELOADS[options.preload ?? 'require'];
  const args = [...flags, ...(options.nodeArgs ?? []), options.script, ...(options.args ?? [])];
  const given = options.env ?? {};
  const own = {
    ...servers(),
    ...nodeOptions,
    ...given,
    OTEL_RESOURCE_ATTRIBUTES: [`test.run=${id}`, given.OTEL_RESOURCE_ATTRIBUTES].filter(Boolean).join(),
  };
  const words = Object.entries(own).map(([name, value]) => `${name}=${quote(value)}`);
  const shown = [`cd ${quote(folder)};`, ...words, node, ...args.map(quote)].join(' ');
  return { args, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...own }, shown };
}

const PRELOADS: Readonly<Record<Preload, { flags: string[]; nodeOptions?: { NODE_OPTIONS: string } }>> = {
  require: { flags: ['--require', AGENT] },
  import: { flags: ['--import', AGENT] },
  NODE_OPTIONS: { flags: [], nodeOptions: { NODE_OPTIONS: `--require ${AGENT}` } },
  none: { flags: [] },
};

function servers(): Record<string, string> {
  const urls = Object.entries(process.env).filter(([name]) => /^TEST_\w+_URL$/.test(name));
  return Object.fromEntries(urls) as Record<string, string>;
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
