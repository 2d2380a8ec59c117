import { findSetting } from './settings';

/** A setting's flag without dashes: the row's own, else its environment name without OTEL_ or OTEL_AGENT_. */
export function flagOf(name: string): string {
  return findSetting(name)?.flag ?? flagSpelling(name);
}

/** `instrumentation-fs-enabled` for OTEL_INSTRUMENTATION_FS_ENABLED. */
export function flagSpelling(name: string): string {
  return name
    .replace(/^OTEL_(AGENT_)?/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}
