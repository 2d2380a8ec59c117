/** Redaction of attributes: part of ValueRedaction. */
export interface AttributeRedaction {
  attributes<Given extends object>(attributes: Given): Given;
}

/** Hides a value; undefined if nothing of it may be shown. */
export type Hide = (text: string) => string | undefined;

/**
 * Makes the redaction of values by the key of their source, since the key of their attribute may not tell that they are
 * secret: `authorization` as `caller`.
 */
export function hidingBy(redaction: AttributeRedaction, key: string): Hide {
  const redact: Hide = text => redaction.attributes<Record<string, string>>({ [key]: text })[key];
  return redact(PROBE) === PROBE ? text => text : redact;
}

const PROBE = 'x';
