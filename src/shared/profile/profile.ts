/** Function in a profile, at its place in the source: line and column count from 0, as in V8's profiles. */
export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Node in the tree of calls. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount?: number;
  readonly children?: readonly number[];
}

/** Result of V8's profiler: the content of a `.cpuprofile` file. Times are microseconds of the monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  /** Time since the previous sample, of each. */
  readonly timeDeltas: readonly number[];
}

/** CPU profile of a service, whose samples are joined with the spans that were active. Other tools read it as a plain profile. */
export interface SpanProfile extends CpuProfile {
  readonly otelAgent: {
    readonly service: string;
    readonly pid: number;
    /** Moment of `startTime`, in Unix milliseconds. */
    readonly startedAtMs: number;
    /** Trace id and span id, in hex, of each span that was active. */
    readonly spans: readonly (readonly [traceId: string, spanId: string])[];
    /** In turn the index of a sample and of the span, -1 for none, that was active from that sample on. */
    readonly runs: readonly number[];
    /** Stretches of more than 50 ms in which the event loop stood still, in microseconds since `startTime`. */
    readonly blocks: readonly Block[];
    /** Indexes of spans that had not ended when the profile did. */
    readonly openSpans: readonly number[];
  };
}

export interface Block {
  readonly startUs: number;
  readonly endUs: number;
}

/** Header of an answer to an export: the port at which a viewer has an order for a profile, which the agent may fetch. */
export const ORDER_HEADER = 'otel-agent-profile-port';

/** Paths of a viewer that agents call. */
export const PROFILE_PATHS = {
  order: '/api/v1/profiles/order',
  delivery: '/api/v1/profiles/delivery',
} as const;

/** Order of a viewer. */
export interface ProfileOrder {
  readonly id: string;
  readonly seconds: number;
}

/** Longest profile that is taken, in seconds. */
export const MAX_PROFILE_SECONDS = 60;
