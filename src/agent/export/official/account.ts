import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Report, Signal } from '../types';

/** Official exporter of any signal, as an account sees it. */
interface Exporting<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/** Counts a signal's items between an official processor and its exporter, which report no losses. */
export class Account {
  readonly signal: Signal;
  readonly #report: Report;
  #ended = 0;
  #sent = 0;
  #failed = 0;

  constructor(signal: Signal, report: Report) {
    this.signal = signal;
    this.#report = report;
  }

  get ended(): number {
    return this.#ended;
  }

  get sent(): number {
    return this.#sent;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Items that were neither sent nor given up, including those that a full processor dropped. */
  get waiting(): number {
    return this.#ended - this.#sent - this.#failed;
  }

  /** Notes that items go to the processor. */
  note(count = 1): void {
    this.#ended += count;
  }

  /** Counts the results of an exporter, and returns it. */
  watch<Items, Exporter extends Exporting<Items>>(
    exporter: Exporter & Exporting<Items>,
    countOf: (items: Items) => number,
  ): Exporter {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) =>
      send(items, result => {
        if (result.code === ExportResultCode.SUCCESS) this.#sent += countOf(items);
        else this.#failed += countOf(items);
        done(result);
      });
    return exporter;
  }

  /**
   * Reports how many items are lost with the process: official processors cannot hand them over. Counts them as failed.
   */
  close(): void {
    const lost = this.waiting;
    if (lost === 0) return;
    this.#failed += lost;
    this.#report(
      'warn',
      `${lost} ${NOUNS[this.signal]} were not sent: OTEL_AGENT_LEAN=off cannot send without an event loop`,
    );
  }
}

const NOUNS: Readonly<Record<Signal, string>> = {
  traces: 'spans',
  logs: 'log records',
  metrics: 'data points',
};
