import type { Environment } from './facts';

/** OTEL_SDK_DISABLED, in any case. */
export function isDisabled({ OTEL_SDK_DISABLED: word }: Environment): boolean {
  return word !== undefined && word.trim().toLowerCase() === 'true';
}

/** Disabled, and nobody listens for the reason: then not even the guard is loaded. */
export function isSilentlyDisabled(): boolean {
  return isDisabled(process.env) && !process.env.OTEL_LOG_LEVEL;
}
