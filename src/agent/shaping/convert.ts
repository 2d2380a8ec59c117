import type { AttributeRule } from '../../shared/rules/attribute-rules';

/** Makes the value of an attribute; undefined for a text that is not of the type. */
export function convert(
  text: string,
  { type, maxLength }: Pick<AttributeRule, 'type' | 'maxLength'>,
): string | number | boolean | undefined {
  switch (type) {
    case 'string':
      return text.length > maxLength ? text.slice(0, maxLength) : text;
    case 'int':
      return INT.test(text) ? Number(text) : undefined;
    case 'double':
      return DOUBLE.test(text) ? Number(text) : undefined;
    case 'boolean':
      return BOOLEANS[text.toLowerCase()];
  }
}

/** Digits that a number of JavaScript holds exactly. */
const INT = /^[+-]?\d{1,15}$/;
const DOUBLE = /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,2})?$/i;
const BOOLEANS: Readonly<Record<string, boolean | undefined>> = {
  __proto__: null,
  true: true,
  false: false,
} as never;
