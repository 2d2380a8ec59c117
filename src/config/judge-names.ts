import { switchedInstrumentation } from './given-texts';
import { environmentSpelling } from './kinds/instrumentations';
import { nearest, nearestByWords } from './nearest';
import type { ResolvedConfig } from './resolved-config';
import { settingNames } from './settings';

/** What the names turn out to be that no setting has. */
export interface Judgement {
  readonly unknown: readonly UnknownName[];
  readonly ignored: readonly IgnoredName[];
}

/** A name that nobody seems to know; `suggestion` is the one that was most likely meant. */
export interface UnknownName {
  readonly name: string;
  readonly suggestion: string | undefined;
}

/** Somebody else's name, or one without effect here. `tell`: the user should hear of it at start. */
interface IgnoredName {
  readonly name: string;
  readonly reason: string;
  readonly tell: boolean;
}

/** Sorts the names that no setting has into misspelt ones and those that are somebody else's. */
export function judgeNames({ strangers, instrumentationNames }: ResolvedConfig): Judgement {
  const unknown: UnknownName[] = [];
  const ignored: IgnoredName[] = [];
  for (const [name, text] of strangers) {
    const known = isServiceLink(name, text) ? serviceLink : others.find(([pattern]) => pattern.test(name));
    if (known !== undefined) ignored.push({ name, reason: known[1], tell: known[2] === 'tell' });
    else unknown.push({ name, suggestion: suggest(name, instrumentationNames) });
  }
  return { unknown, ignored };
}

// A Service called otel-collector or otel-agent leaves OTEL_COLLECTOR_PORT=tcp://… in every pod of its namespace.
function isServiceLink(name: string, text: string): boolean {
  if (/_SERVICE_(HOST|PORT(_\w+)?)$/.test(name) || /_PORT_\d+_(TCP|UDP|SCTP)(_\w+)?$/.test(name)) return true;
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text);
}

type Other = readonly [pattern: RegExp, reason: string, tell?: 'tell'];

const serviceLink: Other = [/^/, 'Kubernetes sets it for a Service of that name'];

const others: readonly Other[] = [
  [/^OTEL_(EXPERIMENTAL_)?CONFIG_FILE$/, 'configuration files are not supported yet', 'tell'],
  [/^OTEL_EXPORTER_JAEGER_/, 'the Jaeger exporter is gone from OpenTelemetry; Jaeger takes OTLP', 'tell'],
  [/^OTEL_(JAVAAGENT|JAVA|JMX)_/, 'it belongs to the Java agent'],
  [/^OTEL_PYTHON_/, 'it belongs to the Python agent'],
  [/^OTEL_DOTNET_/, 'it belongs to the .NET agent'],
  [/^OTEL_(GO|PHP|RUBY|RUST|SWIFT|CPP)_/, "it belongs to another language's SDK"],
  [/^OTEL_(INJECTOR|LAMBDA|OPERATOR|EBPF)_/, 'it belongs to the tool of that name'],
];

function suggest(name: string, instrumentationNames: readonly string[] | undefined): string | undefined {
  const switched = switchedInstrumentation(name);
  if (switched !== undefined && instrumentationNames !== undefined) {
    const near = nearest(switched, instrumentationNames.map(environmentSpelling));
    return near === undefined ? undefined : `OTEL_INSTRUMENTATION_${near}_ENABLED`;
  }
  const names = settingNames();
  return nearest(name, names) ?? nearestByWords(name, names);
}
