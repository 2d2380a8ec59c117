/**
 * Rejection threshold as 14 hexadecimal digits: a trace is sampled if its randomness is not below (specification,
 * "TraceState: Probability Sampling").
 */
export type Threshold = string;

const DIGITS = 14;
const WHOLE = 2n ** 56n;
/** Digits behind the leading `f`s: enough for a count that is right within 1 in 10,000. */
const PRECISION = 4;

/** Threshold of a ratio; undefined if it is too small for any trace. */
export function thresholdOf(ratio: number): Threshold | undefined {
  const kept = BigInt(Math.round(Math.min(ratio, 1) * 2 ** 56));
  if (kept <= 0n) return undefined;
  const exact = WHOLE - kept;
  const leading = /^f*/.exec(digitsOf(exact))![0].length;
  const unit = 16n ** BigInt(Math.max(0, DIGITS - leading - PRECISION));
  const rounded = ((exact + unit / 2n) / unit) * unit;
  return digitsOf(rounded < WHOLE ? rounded : exact);
}

function digitsOf(value: bigint): string {
  return value.toString(16).padStart(DIGITS, '0');
}

/** `fd70a400000000` -> `fd70a4`, as it stands in a trace state. */
export function shortened(threshold: Threshold): string {
  return threshold.replace(/0+$/, '') || '0';
}

/** Tells whether a trace's randomness is below a threshold: that stated, else the last 56 bits of the trace id. */
export function isRejected(traceId: string, stated: string | undefined, threshold: Threshold): boolean {
  const [randomness, start] = stated === undefined ? [traceId, traceId.length - DIGITS] : [stated, 0];
  // Digit by digit: V8 compares slices of text slowly, and the first digits nearly always tell.
  for (let at = 0; at < DIGITS; at++) {
    const difference = randomness.charCodeAt(start + at) - threshold.charCodeAt(at);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
