import type { Environment } from './facts';

/** OTEL_SDK_DISABLED, in any case. */
export function isDisabled({ OTEL_SDK_DISABLED: word }: Environment): boolean {
  return word !== undefined && word.trim().toLowerCase() === 'true';
}
