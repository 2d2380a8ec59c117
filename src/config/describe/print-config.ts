import type { ResolvedConfig } from '../resolved-config';
import type { Facts } from './facts';
import { printJson } from './print-json';
import { printText } from './print-text';

/** The effective configuration as a page that ends with a line break, without secrets. Writing it is the caller's. */
export function printConfig(config: ResolvedConfig, format: 'text' | 'json', facts: Facts): string {
  return format === 'json' ? printJson(config, facts) : printText(config, facts);
}

/** Exit code of a process that only prints its configuration: 1 when a value could not be used. */
export function exitCodeOf(config: ResolvedConfig): 0 | 1 {
  return config.problems.length === 0 ? 0 : 1;
}
