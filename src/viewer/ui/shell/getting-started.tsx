import { Code } from '../parts/code';
import { Message } from '../parts/message';

const DEFAULT_PORT = '4318';

/** Commands that bring the first traces. */
export function GettingStarted() {
  const { port, origin } = location;
  const isDefault = port === DEFAULT_PORT;
  const settings = `OTEL_EXPORTER_OTLP_ENDPOINT=${origin} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;
  const flags = `--endpoint ${origin} --protocol http/protobuf`;
  return (
    <Message title="Waiting for the first span">
      <p>Start a service with the agent, and its traces show up here:</p>
      <Code text={`${isDefault ? '' : `${settings} `}node --require otel-agent app.js`} />
      <p>Any command that starts Node.js in the end:</p>
      <Code text={`npx otel-agent run ${isDefault ? '' : `${flags} `}-- npm start`} />
      <p>No service at hand? A sample shop with three faults to find:</p>
      <Code text="npx otel-agent demo" />
      <p class="more">
        Any OpenTelemetry SDK can send here: OTLP over HTTP to <code>{origin}</code>
        {isDefault && (
          <>
            , or over gRPC to <code>{location.hostname}:4317</code>
          </>
        )}
        . Or drop a file on this page: OTLP JSON lines, Jaeger JSON or Zipkin JSON.
      </p>
    </Message>
  );
}
