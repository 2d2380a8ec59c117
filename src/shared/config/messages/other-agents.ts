/** Reason why a name is not ours. `tell`: the user should hear of it at start. */
type Other = readonly [pattern: RegExp, reason: string, tell?: 'tell'];

/** Names of other software that begin as ours do. */
export const OTHERS: readonly Other[] = [
  [/^OTEL_EXPORTER_JAEGER_/, 'the Jaeger exporter is gone from OpenTelemetry; Jaeger takes OTLP', 'tell'],
  [/^OTEL_(JAVAAGENT|JAVA|JMX)_/, 'it belongs to the Java agent'],
  // Its instrumentations have options that ours lack, and some share a name: http, graphql, grpc, mongo, aws-sdk.
  [
    /^OTEL_INSTRUMENTATION_\w*(EXPERIMENTAL|SANITIZER|CAPTURE_METADATA|EMIT_)/,
    'it belongs to the Java agent',
  ],
  [/^OTEL_PYTHON_/, 'it belongs to the Python agent'],
  [/^OTEL_DOTNET_/, 'it belongs to the .NET agent'],
  [/^OTEL_(GO|PHP|RUBY|RUST|SWIFT|CPP)_/, "it belongs to another language's SDK"],
  [/^OTEL_(INJECTOR|LAMBDA|OPERATOR|EBPF)_/, 'it belongs to the tool of that name'],
];

/** True for names of other software. */
export function isOfOtherAgents(name: string): boolean {
  return OTHERS.some(([pattern]) => pattern.test(name));
}
