import type { SettingTable } from '../setting';

/** Settings of the way to an OpAMP server, by which a fleet is seen and steered (docs/opamp.md). */
export const OPAMP_SETTINGS = {
  OTEL_AGENT_OPAMP_ENDPOINT: {
    kind: 'opamp',
    unset: 'none',
    description:
      'OpAMP server that sees this agent and can change its live settings: `https://host/v1/opamp` is polled, `wss://` keeps a WebSocket open. Without a path, `/v1/opamp` is used. See docs/opamp.md.',
  },
  OTEL_AGENT_OPAMP_HEADERS: {
    kind: 'headers',
    hints: true,
    description: 'Headers of requests to the OpAMP server, percent-encoded: `authorization=Bearer%20abc`.',
    secret: true,
  },
  OTEL_AGENT_OPAMP_INTERVAL: {
    kind: 'period',
    hints: true,
    min: 1000,
    default: 30_000,
    description: 'Time between two polls, or two heartbeats of a WebSocket.',
  },
  OTEL_AGENT_OPAMP_CERTIFICATE: {
    kind: 'pemFile',
    unset: "Node.js's certificate authorities",
    description: "Certificate authorities of the OpAMP server's certificate.",
  },
  OTEL_AGENT_OPAMP_CLIENT_KEY: {
    kind: 'pemFile',
    description: 'Private key for client authentication (mTLS) at the OpAMP server.',
  },
  OTEL_AGENT_OPAMP_CLIENT_CERTIFICATE: {
    kind: 'pemFile',
    description: 'Certificate for client authentication (mTLS) at the OpAMP server.',
  },
} as const satisfies SettingTable;
