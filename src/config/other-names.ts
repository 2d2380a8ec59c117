import { nearest, nearestByWords } from './nearest';
import { settings } from './settings';
import { environmentSpelling } from './types/instrumentations';

/** What an OTEL_ name that is not in the table turns out to be. */
export type OtherName =
  /** An older name of a setting; it still works. */
  | { readonly kind: 'former'; readonly now: string }
  /** Somebody else's name, or one that has no effect here. `tell`: the user should hear of it at start. */
  | { readonly kind: 'ignored'; readonly reason: string; readonly tell: boolean }
  | { readonly kind: 'unknown'; readonly suggestion: string | undefined };

/** Looks an unlisted OTEL_ name up. Runs only for names that the table does not have. */
export function classifyName(
  name: string,
  text: string,
  instrumentationNames: readonly string[] | undefined,
): OtherName {
  for (const [now, row] of Object.entries(settings))
    if (row.formerly?.includes(name)) return { kind: 'former', now };
  if (isServiceLink(name, text)) {
    return { kind: 'ignored', reason: 'Kubernetes sets it for a Service of that name', tell: false };
  }
  const known = ignoredNames.find(([pattern]) => pattern.test(name));
  if (known !== undefined) return { kind: 'ignored', reason: known[1], tell: known[2] ?? false };
  return { kind: 'unknown', suggestion: suggest(name, instrumentationNames) };
}

/** NAME of OTEL_INSTRUMENTATION_<NAME>_ENABLED; undefined for any other name. */
export function switchedInstrumentation(name: string): string | undefined {
  return /^OTEL_INSTRUMENTATION_(.+)_ENABLED$/.exec(name)?.[1];
}

// A Service called otel-collector or otel-agent leaves OTEL_COLLECTOR_PORT=tcp://… in every pod of its namespace.
function isServiceLink(name: string, text: string): boolean {
  return (
    /_SERVICE_(HOST|PORT(_\w+)?)$/.test(name) ||
    (/_PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?$/.test(name) && !settingLike(name, text))
  );
}

function settingLike(name: string, text: string): boolean {
  return name.endsWith('_PORT') && !/^(tcp|udp|sctp):\/\//.test(text);
}

type IgnoredName = readonly [pattern: RegExp, reason: string, tell?: boolean];

const ignoredNames: readonly IgnoredName[] = [
  [/^OTEL_(EXPERIMENTAL_)?CONFIG_FILE$/, 'configuration files are not supported yet', true],
  [
    /^OTEL_EXPORTER_JAEGER_/,
    'OpenTelemetry has removed the Jaeger exporter; Jaeger takes OTLP (OTEL_EXPORTER_OTLP_ENDPOINT)',
    true,
  ],
  [/^OTEL_(JAVAAGENT|JAVA|JMX)_/, 'it belongs to the Java agent'],
  [/^OTEL_PYTHON_/, 'it belongs to the Python agent'],
  [/^OTEL_(DOTNET|AUTO)_/, 'it belongs to the .NET agent'],
  [/^OTEL_(GO|PHP|RUBY|RUST|SWIFT|CPP)_/, "it belongs to another language's SDK"],
  [/^OTEL_(INJECTOR|LAMBDA|OPERATOR|EBPF)_/, 'it belongs to the tool of that name'],
  [
    /^OTEL_EXPORTER_OTLP_(TRACES_|METRICS_|LOGS_)?(MAX_RETRY|RETRY)\w*$/,
    'retries follow the OTLP specification',
  ],
  [/^OTEL_(CPP|SPAN_PROCESSOR|EXPERIMENTAL_RESOURCE|EXPERIMENTAL_SDK)\w*$/, 'this agent has no such setting'],
];

function suggest(name: string, instrumentationNames: readonly string[] | undefined): string | undefined {
  const switched = switchedInstrumentation(name);
  if (switched !== undefined && instrumentationNames !== undefined) {
    const near = nearest(switched, instrumentationNames.map(environmentSpelling));
    return near === undefined ? undefined : `OTEL_INSTRUMENTATION_${near}_ENABLED`;
  }
  const names = Object.keys(settings);
  return nearest(name, names) ?? nearestByWords(name, names);
}
