/** Inputs of the resource, as plain values. */
export interface ResourceInput {
  /** OTEL_SERVICE_NAME. */
  readonly serviceName: string | undefined;
  /** OTEL_RESOURCE_ATTRIBUTES; they win over detected attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  /** OTEL_RESOURCE_ATTRIBUTES_POD_NAME and the like, by attribute. */
  readonly kubernetes: Readonly<Record<string, string | undefined>>;
  /** Environment of the process: serverless platforms describe themselves there. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly detectors: readonly string[];
  /** The script that Node was started with, as an absolute path. */
  readonly entry: string | undefined;
  readonly agentVersion: string;
  readonly sdkVersion: string;
}
