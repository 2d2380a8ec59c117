/** Meaning of OTEL_AGENT_PROFILE. */
export type ProfileSetting =
  | { readonly kind: 'on' }
  | { readonly kind: 'off' }
  | { readonly kind: 'on-start'; readonly seconds: number };

/** Reads OTEL_AGENT_PROFILE: `off`, `on`, or `on-start` with a time; undefined for anything else. */
export function readProfileSetting(text: string | undefined): ProfileSetting | undefined {
  if (text === undefined || /^(on|true)$/i.test(text)) return { kind: 'on' };
  if (/^(off|false|none)$/i.test(text)) return { kind: 'off' };
  const [, amount, unit = 's'] = /^on-start:(\d+(?:\.\d+)?)(ms|s|m)?$/i.exec(text) ?? [];
  const seconds = Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS];
  return seconds > 0 && seconds <= MAX_START_SECONDS ? { kind: 'on-start', seconds } : undefined;
}

const UNITS = { ms: 0.001, s: 1, m: 60 };
/** A longer profile would not fit into the memory that a viewer has for it. */
const MAX_START_SECONDS = 300;
