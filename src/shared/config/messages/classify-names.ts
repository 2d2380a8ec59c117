import { nearest, nearestByWords } from '../../nearest';
import { environmentSpelling } from '../kinds/instrumentations';
import { optionVariables } from '../options/known-options';
import { switchedInstrumentation } from '../read/given-texts';
import type { ResolvedConfig } from '../resolved-config';
import { settingNames } from '../settings';
import { OTHERS } from './other-agents';

/** Classes of `OTEL_` names that match no setting. */
export interface ClassifiedNames {
  readonly unknown: readonly UnknownName[];
  readonly ignored: readonly IgnoredName[];
}

/** Misspelt or unknown name; `suggestion` is the setting that was most likely meant. */
export interface UnknownName {
  readonly name: string;
  readonly suggestion: string | undefined;
}

/** Name that belongs to other software, or has no effect here. `tell`: the user should hear of it at start. */
interface IgnoredName {
  readonly name: string;
  readonly reason: string;
  readonly tell: boolean;
}

/** Classifies `OTEL_` names that match no setting: misspelt, or of other software. */
export function classifyNames({
  strangers,
  instrumentationNames,
  declared,
}: ResolvedConfig): ClassifiedNames {
  const unknown: UnknownName[] = [];
  const ignored: IgnoredName[] = (declared?.ignored ?? []).map(name => ({
    name,
    reason: `${declared!.file} does not use it, and stands in the place of the environment`,
    // The others may be set for other programs; this one is meant for this process.
    tell: name === 'OTEL_SDK_DISABLED',
  }));
  for (const [name, text] of strangers) {
    const known = isServiceLink(name, text) ? SERVICE_LINK : OTHERS.find(([pattern]) => pattern.test(name));
    if (known !== undefined) ignored.push({ name, reason: known[1], tell: known[2] === 'tell' });
    else unknown.push({ name, suggestion: suggest(name, instrumentationNames) });
  }
  return { unknown, ignored };
}

// True for variables of Kubernetes: a Service called otel-collector or otel-agent leaves OTEL_COLLECTOR_PORT=tcp://… in
// every pod of its namespace.
function isServiceLink(name: string, text: string): boolean {
  if (/_SERVICE_(HOST|PORT(_\w+)?)$/.test(name) || /_PORT_\d+_(TCP|UDP|SCTP)(_\w+)?$/.test(name)) return true;
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text);
}

const SERVICE_LINK: (typeof OTHERS)[number] = [/^/, 'Kubernetes sets it for a Service of that name'];

function suggest(name: string, instrumentationNames: readonly string[] | undefined): string | undefined {
  const switched = switchedInstrumentation(name);
  if (switched !== undefined && instrumentationNames !== undefined) {
    const near = nearest(switched, instrumentationNames.map(environmentSpelling));
    return near === undefined ? undefined : `OTEL_INSTRUMENTATION_${near}_ENABLED`;
  }
  const names = settingNames();
  return nearest(name, names) ?? nearestByWords(name, names) ?? suggestOption(name, instrumentationNames);
}

/** Nearest option of any instrumentation, for a name that no instrumentation's begins. */
function suggestOption(name: string, instrumentationNames: readonly string[] = []): string | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const option = nearest(name, instrumentationNames.flatMap(optionVariables));
  return option ?? withInstrumentation(name.slice(PREFIX.length).split('_'), instrumentationNames);
}

const PREFIX = 'OTEL_INSTRUMENTATION_';

/** The name with the instrumentation that its first words miss by one slip: other languages' names are further away. */
function withInstrumentation(words: readonly string[], names: readonly string[]): string | undefined {
  const spelt = names.map(environmentSpelling);
  for (let count = words.length - 1; count > 0; count--) {
    const near = nearest(words.slice(0, count).join('_'), spelt, 1);
    if (near !== undefined) return [PREFIX + near, ...words.slice(count)].join('_');
  }
  return undefined;
}
