/** Replaces the official gRPC exporters' own reading of the environment: they get options. */
export function getOtlpGrpcConfigurationFromEnv(): object {
  return {};
}
