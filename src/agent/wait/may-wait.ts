import watched from './watched.generated.json';

type Environment = Readonly<Record<string, string | undefined>>;

/** True if the things that are waited for are all that these settings can ask of the agent. */
export function mayWait(env: Environment): boolean {
  return !AT_ONCE.some(name => env[name]) && !watched.switches.some(name => env[name]);
}

/** Settings with which the agent starts at once. */
const AT_ONCE = [
  // Files may turn on anything.
  'OTEL_CONFIG_FILE',
  'OTEL_EXPERIMENTAL_CONFIG_FILE',
  // Turns on what is off by default: fs, net, dns.
  'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
  // Upstream's way, whole.
  'OTEL_AGENT_LEAN',
  // A thread of a function serves requests.
  '_HANDLER',
];
