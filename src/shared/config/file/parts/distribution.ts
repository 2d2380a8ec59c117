import { didYouMean } from '../../../nearest';
import { flagOf, flagSpelling } from '../../read/flags';
import { settingNames } from '../../settings';
import { reportAt } from '../into';
import { map, own, type Part } from './part';
import { setting } from './values';

/** Settings that are read before the file is: whether a process is instrumented at all. */
export const BEFORE_THE_FILE = [
  'OTEL_CONFIG_FILE',
  'OTEL_AGENT_PROCESS_ALLOW',
  'OTEL_AGENT_PROCESS_DENY',
  'OTEL_AGENT_WORKERS',
  'OTEL_AGENT_CODE_CACHE',
  'OTEL_AGENT_PRINT_CONFIG',
] as const;

/** Settings that only stand where the schema has them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  OTEL_TRACES_EXPORTER: 'tracer_provider.processors',
  OTEL_METRICS_EXPORTER: 'meter_provider.readers',
  OTEL_LOGS_EXPORTER: 'logger_provider.processors',
  'OTEL_INSTRUMENTATION_<NAME>_ENABLED': 'instrumentation/development.js',
};

/** Shorter names of settings that the file has as maps and lists. */
const SHORT: Readonly<Record<string, string>> = {
  OTEL_AGENT_SAMPLING_RULES: 'sampling',
  OTEL_AGENT_REDACT: 'redaction',
};

/** Name of a setting under `distribution.otel_agent`: that of its flag, in snake_case, or a shorter one. */
export function ownKey(name: string): string {
  return SHORT[name] ?? flagKey(name);
}

function flagKey(name: string): string {
  return (flagOf(name) ?? flagSpelling(name)).replaceAll('-', '_');
}

/** `distribution`: every setting by its own name. Other vendors' parts are theirs. */
export const distribution: Part = {
  places: namesIn().map(name => ({ path: `otel_agent.${ownKey(name)}`, setting: name })),
  read(node, key, into) {
    if (node.kind !== 'map') return map({}).read(node, key, into);
    for (const entry of node.entries) {
      const path = `${key}.${entry.key}`;
      const meant = didYouMean(entry.key, ['otel_agent']);
      if (entry.key === 'otel_agent') OTEL_AGENT.read(entry.node, path, into);
      else if (meant !== '') reportAt(into, path, entry.place, `is not read here${meant}`);
    }
  },
};

function namesIn(): string[] {
  return settingNames().filter(
    name => !BEFORE_THE_FILE.some(one => one === name) && !Object.hasOwn(ELSEWHERE, name),
  );
}

const OTEL_AGENT: Part = map({
  ...Object.fromEntries(Object.keys(SHORT).map(name => [flagKey(name), setting(name)])),
  ...Object.fromEntries(namesIn().map(name => [ownKey(name), setting(name)])),
  ...Object.fromEntries(
    BEFORE_THE_FILE.map(name => [
      ownKey(name),
      refused(`is read before the file is: set ${name} in the environment, which counts beside a file`),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(ELSEWHERE).map(([name, path]) => [ownKey(name), refused(`has its place at ${path}`)]),
  ),
});

function refused(message: string): Part {
  return own((node, key, into) => reportAt(into, key, node.place, message));
}
