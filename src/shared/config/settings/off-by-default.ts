/** Short names of instrumentations that are off unless a setting names them. */
export const OFF_BY_DEFAULT: readonly string[] = [
  // Noise: a span for each file operation, socket or look-up of a name, beside the request that caused it.
  'fs',
  'net',
  'dns',
  // No server is asked, and an app may run thousands of statements a second.
  'sqlite',
  // Left to the Collector, which measures the host once for all processes.
  'host-metrics',
];
