import { type AttributeRules, attributeRulesText } from '../../rules/attribute-rules';
import { type KeepRules, keepRulesText } from '../../rules/keep-rules';
import { type NameRule, nameRulesText } from '../../rules/name-rules';
import { type RedactionRules, redactionRulesText } from '../../rules/redaction-rules';
import { type SamplingRule, samplingRuleText } from '../../rules/sampling-rules';
import { REDACTED, redactAddress, redactUrls } from '../../urls/redact-text';
import { NO_TIME_LIMIT_MS } from '../kinds/numbers';
import type { StandaloneRow } from '../setting';

/** Formats a value for reading: secrets and credentials hidden, `unset` explained. */
export function showValue(row: StandaloneRow, value: unknown): string {
  return row.secret && value !== undefined ? REDACTED : showPublic(row, value);
}

/** Formats a value for reading, secret or not, as for defaults. Credentials in URLs are still hidden. */
export function showPublic(row: StandaloneRow, value: unknown): string {
  if (value === undefined) return row.unset ?? 'nothing';
  switch (row.kind) {
    case 'switch':
    case 'switchOrFolder':
    case 'switchOrFile':
      return typeof value === 'string' ? value : value === true ? 'on' : 'off';
    case 'wordsOrSwitch':
      return showChoice(value as readonly string[], row.words.length);
    case 'duration':
    case 'timeout':
      return value === NO_TIME_LIMIT_MS ? 'no limit' : `${value} ms`;
    case 'period':
      return showPeriod(value as number);
    case 'bytes':
      return showBytes(value as number);
    case 'keepRules':
      return keepRulesText(value as KeepRules);
    case 'redactionRules':
      return redactionRulesText(value as RedactionRules);
    case 'attributeRules':
      return attributeRulesText(value as AttributeRules);
    case 'nameRules':
      return nameRulesText(value as readonly NameRule[]);
    case 'samplingRules':
      return showRules((value as readonly SamplingRule[]).map(samplingRuleText));
    default:
      return redactUrls(showPlain(value));
  }
}

function showChoice(chosen: readonly string[], all: number): string {
  return chosen.length === 0 ? 'off' : chosen.length === all ? 'on' : chosen.join(',');
}

function showPeriod(ms: number): string {
  if (ms === 0) return 'off';
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function showRules(rules: readonly string[]): string {
  return rules.length === 0 ? 'none' : rules.join('; ');
}

function showBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes % size === 0) return `${bytes / size} ${unit}`;
  }
  return `${bytes} bytes`;
}

/** Formats lists, pairs, addresses, files and options, and any other value by `String`. */
function showPlain(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('bytes' in value && 'path' in value) return String(value.path);
  if ('host' in value && 'text' in value) return redactAddress(String(value.text));
  const entries = Object.entries(value);
  if (entries.some(([, item]) => typeof item === 'object')) return JSON.stringify(value);
  return entries.length === 0 ? 'none' : entries.map(([key, item]) => `${key}=${item}`).join(',');
}
