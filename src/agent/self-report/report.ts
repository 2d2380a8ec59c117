import type { Signal } from '../export/types';
import type { Way } from '../instrument/coverage/library-way';

/** Report on a running process, in the form of docs/report.md. Numbers that nothing counted are null. */
export interface Report {
  readonly version: string;
  readonly time: string;
  readonly process: {
    readonly pid: number;
    readonly nodeVersion: string;
    readonly uptimeSeconds: number;
    /** The agent has left the process to another tracer. */
    readonly standsDown: boolean;
  };
  readonly service: string;
  readonly libraries: readonly ReportedLibrary[];
  /** Spans of scopes that belong to no library of the catalogue: the app's own. */
  readonly otherSpans: readonly { readonly scope: string; readonly spans: number }[] | null;
  readonly queues: readonly ReportedQueue[];
  readonly sampler: {
    readonly name: string;
    readonly recorded: number | null;
    readonly ignored: number | null;
    readonly notSampled: number | null;
  };
  readonly redactedSpans: number | null;
  /** Settings that are given, without secrets. */
  readonly settings: readonly { readonly name: string; readonly value: string; readonly source: string }[];
}

export interface ReportedLibrary {
  readonly library: string;
  readonly version: string | null;
  readonly folder: string | null;
  readonly way: Way | 'none';
  readonly spans: number | null;
  /** Instrumentation scope of its spans; null if it has none. */
  readonly scope: string | null;
  /** First reason why it is not traced. */
  readonly reason: string | null;
}

export interface ReportedQueue {
  readonly signal: Signal;
  readonly receiver: string;
  readonly ended: number;
  readonly acknowledged: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly waiting: number;
  /** Part of the waiting items that is on disk. */
  readonly spooled: number;
  readonly lastFailure: string | null;
  readonly requests: {
    readonly count: number;
    readonly failed: number;
    readonly medianMs: number;
    readonly p95Ms: number;
  } | null;
}
