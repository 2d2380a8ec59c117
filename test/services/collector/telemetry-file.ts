import { open } from 'node:fs/promises';

import type { CollectedLogRecord, CollectedMetric, CollectedSpan } from './collected';
import { flattenLogs, flattenMetrics, flattenSpans } from './flatten-telemetry';

/** Telemetry that a Collector has written so far. Each read goes on at the whole line where the last read ended. */
export class TelemetryFile {
  readonly spans: CollectedSpan[] = [];
  readonly metrics: CollectedMetric[] = [];
  readonly logs: CollectedLogRecord[] = [];
  readonly #file: string;
  #position = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds what is new in the file to `spans`, `metrics` and `logs`. */
  async read(): Promise<void> {
    const text = await this.#readLines();
    for (const line of text.split('\n').filter(Boolean)) {
      const request = JSON.parse(line);
      this.spans.push(...flattenSpans(request));
      this.metrics.push(...flattenMetrics(request));
      this.logs.push(...flattenLogs(request));
    }
  }

  /** Forgets everything that was read. */
  clear(): void {
    this.spans.length = this.metrics.length = this.logs.length = 0;
  }

  async #readLines(): Promise<string> {
    const handle = await open(this.#file).catch(() => undefined);
    if (!handle) return '';
    try {
      const { size } = await handle.stat();
      const from = this.#position;
      const buffer = Buffer.alloc(size - from);
      await handle.read(buffer, 0, buffer.length, from);
      const end = buffer.lastIndexOf('\n') + 1;
      // Another read may have been quicker.
      if (this.#position !== from) return '';
      this.#position = from + end;
      return buffer.toString('utf8', 0, end);
    } finally {
      await handle.close();
    }
  }
}
