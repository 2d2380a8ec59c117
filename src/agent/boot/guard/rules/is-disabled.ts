import { givenText } from '../../../../shared/given-text';
import type { Environment } from '../facts';

/** True if OTEL_SDK_DISABLED is `true`, in any case, and no configuration file stands in its place. */
export function isDisabled({ OTEL_SDK_DISABLED: word, OTEL_CONFIG_FILE: file }: Environment): boolean {
  return word !== undefined && !file && givenText(word).toLowerCase() === 'true';
}
