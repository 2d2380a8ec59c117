import { appFile } from '../run/app-file.mjs';
import { runScript } from '../run/child.mjs';

const SPANS = 10_000;

const FORMS = [
  { key: 'grpc', title: 'grpc', protocol: 'grpc', compression: 'none' },
  { key: 'grpcGzip', title: 'grpc, gzip', protocol: 'grpc', compression: 'gzip' },
  { key: 'http', title: 'http', protocol: 'http/protobuf', compression: 'none' },
  { key: 'httpGzip', title: 'http, gzip', protocol: 'http/protobuf', compression: 'gzip' },
];

/** Bytes on the wire and CPU time of 1,000 spans of ten attributes. @returns {import('./index.mjs').Scenario} */
export function exportOfSpans(title, { runs }) {
  return {
    title,
    runs,
    agents: 'otlp',
    metrics: FORMS.flatMap(form => [
      { key: `${form.key}Kb`, unit: 'kB', title: form.title },
      { key: `${form.key}CpuMs`, unit: 'ms', title: `CPU ${form.title}` },
    ]),
    async measure({ node, agent, backend, shorter = 1 }) {
      const figures = {};
      for (const form of FORMS) {
        const spans = SPANS / shorter;
        const env = {
          ...agent.env(backend.ports),
          ...formEnvironment(form, backend.ports),
          BENCH_SPANS: String(spans),
        };
        await backend.counts();
        const { output } = await runScript(appFile('export.cjs'), { node, args: agent.args, env });
        const { traces } = await backend.counts();
        if (!(traces?.spans >= spans))
          throw new Error(`bench: ${agent.name} sent ${traces?.spans} of ${spans} spans`);
        figures[`${form.key}Kb`] = traces.bytes / traces.spans;
        figures[`${form.key}CpuMs`] = (JSON.parse(output).exportCpuMs * 1000) / spans;
      }
      return figures;
    },
  };
}

function formEnvironment({ protocol, compression }, { grpcPort, httpPort }) {
  return {
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_COMPRESSION: compression,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${protocol === 'grpc' ? grpcPort : httpPort}`,
    OTEL_BSP_SCHEDULE_DELAY: '1000',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
}
