import type { ResolvedConfig } from '../resolved-config';
import type { Facts } from './facts';
import { printJson } from './print-json';
import { printText } from './print-text';

/** Formats the effective configuration as a page that ends with a line break, without secrets; the caller writes it. */
export function printConfig(config: ResolvedConfig, format: 'text' | 'json', facts: Facts): string {
  return format === 'json' ? printJson(config, facts) : printText(config, facts);
}

/** Exit code of a process that only prints its configuration: 1 if a value could not be used. */
export function exitCodeOf(config: ResolvedConfig): 0 | 1 {
  return config.problems.length === 0 ? 0 : 1;
}
