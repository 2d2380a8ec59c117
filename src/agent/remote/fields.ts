/**
 * Facts of OpAMP 0.18 (opamp.proto, anyvalue.proto) that an agent needs.
 */

export const AgentToServerField = {
  instanceUid: 1,
  sequenceNum: 2,
  agentDescription: 3,
  capabilities: 4,
  health: 5,
  effectiveConfig: 6,
  remoteConfigStatus: 7,
  agentDisconnect: 9,
} as const;

export const ServerToAgentField = {
  errorResponse: 2,
  remoteConfig: 3,
  flags: 6,
  agentIdentification: 8,
} as const;

export const AgentDescriptionField = { identifying: 1, nonIdentifying: 2 } as const;
export const HealthField = { healthy: 1, startTimeUnixNano: 2, lastError: 3, status: 4 } as const;
export const EffectiveConfigField = { configMap: 1 } as const;
/** Field number of AgentConfigMap's map, and of AgentRemoteConfig. */
export const ConfigMapField = { entries: 1 } as const;
export const RemoteConfigField = { config: 1, hash: 2 } as const;
export const MapEntryField = { key: 1, value: 2 } as const;
export const ConfigFileField = { body: 1, contentType: 2 } as const;
export const RemoteConfigStatusField = { lastHash: 1, status: 2, errorMessage: 3 } as const;
export const ErrorResponseField = { type: 1, message: 2, retryInfo: 3 } as const;
export const RetryInfoField = { retryAfterNanoseconds: 1 } as const;
export const IdentificationField = { newInstanceUid: 1 } as const;

export const RemoteConfigStatus = { unset: 0, applied: 1, failed: 3 } as const;

/** Bits of AgentCapabilities that this agent has. */
const AgentCapability = {
  reportsStatus: 0x1,
  acceptsRemoteConfig: 0x2,
  reportsEffectiveConfig: 0x4,
  reportsHealth: 0x800,
  reportsRemoteConfig: 0x1000,
  reportsHeartbeat: 0x2000,
} as const;

/** Without those for packages, restarts and connection settings: a server can neither run code nor move the agent. */
export const CAPABILITIES = Object.values(AgentCapability).reduce((sum, bit) => sum | bit, 0);

/** Bit of ServerToAgent.flags. */
export const REPORT_FULL_STATE = 1;

/** Path of OpAMP where an endpoint has none. */
export const DEFAULT_PATH = '/v1/opamp';
