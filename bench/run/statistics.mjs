/** Middle of the values; of two in the middle the mean. @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** Median, first and third quartile. @param {number[]} values */
export function summary(values) {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** Interpolated between the two values that are nearest. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position % 1);
}
