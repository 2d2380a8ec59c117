import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCertificates } from '../services/create-certificates';
import { removeFolder } from '../services/process/remove-folder';
import { type MetricReceiver, startMetricReceiver } from './metric-receiver';

/** Receivers of a file of tests, and the certificate that the one over TLS is trusted by. */
export interface MetricReceivers {
  readonly http: MetricReceiver;
  readonly https: MetricReceiver;
  readonly caFile: string;
}

/** Starts both before the tests of a file, and closes them after. Returns a function that gives them to a test. */
export function useMetricReceivers(): () => MetricReceivers {
  let folder: string;
  let receivers: MetricReceivers;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-metrics-'));
    const { caFile, server } = await createCertificates(folder);
    const tls = { cert: readFileSync(server.certFile), key: readFileSync(server.keyFile) };
    receivers = { http: await startMetricReceiver(), https: await startMetricReceiver(tls), caFile };
  });
  afterAll(async () => {
    receivers.http.close();
    receivers.https.close();
    await removeFolder(folder);
  });
  return () => receivers;
}
