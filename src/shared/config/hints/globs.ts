import { splitGlobs } from '../../glob';
import { type HintRule, hintAbout } from './hint';

/** Hints about globs that can match nothing, because their author expected something else to be compared. */
export const globHints: HintRule = config =>
  RULES.flatMap(([name, judge]) =>
    entriesOf(config.get(name)).map(glob => {
      const flaw = judge(glob);
      return flaw === undefined ? undefined : hintAbout(config, name, `has "${glob}", which ${flaw}`);
    }),
  );

const RULES = [
  ['OTEL_AGENT_IGNORE_PATHS', judgePath],
  ['OTEL_AGENT_IGNORE_OUTGOING', judgeUrl],
  ['OTEL_AGENT_PROCESS_ALLOW', judgeScript],
  ['OTEL_AGENT_PROCESS_DENY', judgeScript],
  ['OTEL_AGENT_REDACT_QUERY', judgeParameter],
] as const;

/** Reason why a glob matches no path: `matches no path: begin with / or *`. */
export function judgePath(glob: string): string | undefined {
  const isUrl = /^[a-z]+:\/\//i.test(glob);
  if (isUrl) return 'matches no path: leave out scheme and host';
  if (!startsOf(glob).every(start => /^[/*]/.test(start))) return 'matches no path: begin with / or *';
  if (/\?.*=|#/.test(glob)) return 'matches no path: leave out the query, which paths do not have here';
  if (/\/:\w/.test(glob)) return 'matches no path: write * for a parameter';
  if (/[^\x21-\x7e]/.test(glob)) return `matches no path: write it as URLs have it, ${encodeURI(glob)}`;
  const bare = glob.replace(/\/$/, '');
  if (glob !== bare && bare !== '')
    return `does not match ${bare}: write ${bare}{,/}, or ${bare}/** for all below it`;
  return foreignSyntax(glob, 'path');
}

function judgeUrl(glob: string): string | undefined {
  const bare = glob.replace(/^https?:\/\//i, '');
  if (/^[a-z]+:\/\//i.test(bare)) return 'matches no request: these have http:// or https://';
  if (bare.startsWith('/')) return `matches no request: begin with a host, *${glob} for any`;
  if (/^[^/]*@/.test(bare)) return 'matches no request: leave out user and password';
  if (/\?.*=|#/.test(bare)) return 'matches no request: leave out the query';
  return foreignSyntax(bare, 'request');
}

function judgeScript(glob: string): string | undefined {
  if (glob.startsWith('~')) return 'matches no script: write the path of the home folder';
  if (/[/\\]$/.test(glob)) return `matches no script: write ${glob}** for all files of the folder`;
  // Allow backslashes, which Windows' paths have.
  return foreignSyntax(glob.replace(/\\/g, '/'), 'script');
}

function judgeParameter(entry: string): string | undefined {
  if (entry.includes('*')) return 'matches no parameter: write whole names, without *';
  if (!/[=?&[\]]/.test(entry)) return undefined;
  const name = entry
    .replace(/^(-?)[?&=]+/, '$1')
    .replace(/[=&].*$/, '')
    .split(/[[\]?]+/)
    .filter(Boolean)
    .pop();
  return `matches no parameter: write ${name === undefined ? 'a name' : `the name alone, ${name}`}`;
}

/** Finds signs of regular expressions and of other dialects. */
function foreignSyntax(glob: string, subject: string): string | undefined {
  const wrong = (advice: string) => `matches no ${subject}: ${advice}`;
  if (glob.startsWith('!')) return wrong('a glob cannot exclude');
  if (/^\^|\$$|\\|\(\?|\.\+|\|/.test(glob)) return wrong('write a glob, not a regular expression');
  if (/[[\]]/.test(glob)) return wrong('write {a,b} for either of two, not [ab]');
  return /^[^{}]*(\{[^{}]*\}[^{}]*)*$/.test(glob)
    ? undefined
    : wrong('close each { with a }, without others within');
}

/** Beginnings of a glob: several if it begins with braces. */
function startsOf(glob: string): readonly string[] {
  return /^\{([^{}]*)\}/.exec(glob)?.[1]?.split(',') ?? [glob];
}

function entriesOf(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? splitGlobs(value) : (value ?? []);
}
