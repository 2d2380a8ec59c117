import type { PatternName } from '../../../shared/rules/redaction-rules';

/**
 * Form of a kind of data. All repetitions are bounded, so a text takes time in proportion to its length, whatever it
 * holds. `hint` is what each such text has, for a quick look at all kinds at once.
 */
export interface NamedPattern {
  readonly hint: string;
  readonly pattern: RegExp;
  /** Tells by more than the form. */
  readonly isSound?: (found: string) => boolean;
}

export const NAMED_PATTERNS: Readonly<Record<PatternName, NamedPattern>> = {
  'credit-card': {
    hint: String.raw`\d[ -]?\d{2}[ -]?\d`,
    pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g,
    isSound: hasLuhnDigit,
  },
  email: {
    hint: '@',
    pattern: /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z\d-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g,
  },
  jwt: {
    hint: 'eyJ',
    pattern: /(?<![\w-])eyJ[\w-]{6,4096}\.[\w-]{6,8192}(?:\.[\w-]{0,4096})?/g,
  },
  bearer: {
    hint: '[Bb][Ee][Aa][Rr][Ee][Rr]',
    pattern: /(?<=\bbearer[ \t]{1,4})[\w.~+/-]{8,8192}={0,2}/gi,
  },
  'aws-key': {
    hint: 'A(?:KIA|SIA|GPA|ROA|IDA|NPA)',
    pattern: /(?<![A-Za-z\d])A(?:KIA|SIA|GPA|ROA|IDA|NPA)[A-Z\d]{16}(?![A-Za-z\d])/g,
  },
  'google-key': {
    hint: 'AIza',
    pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g,
  },
  iban: {
    hint: String.raw`[A-Z]{2}\d{2}`,
    pattern: /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![A-Za-z\d])/g,
    isSound: hasIbanDigits,
  },
  ipv4: {
    hint: String.raw`\d\.\d{1,3}\.\d`,
    pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g,
  },
  ipv6: {
    hint: ':[A-Fa-f\\d]{0,4}:',
    pattern: /(?<![\w:.])[A-Fa-f\d:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])/g,
    isSound: isIPv6,
  },
  phone: {
    hint: String.raw`\+\d|\b00[1-9]`,
    pattern: /(?<![\w+])(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){7,14}(?!\d)/g,
  },
};

function isIPv6(text: string): boolean {
  // Loaded late: few have this pattern.
  const net: typeof import('node:net') = require('node:net');
  return net.isIPv6(text);
}

/** Luhn's check digit, which numbers of cards end with. */
function hasLuhnDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]) * (at % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && !/^(\d)\1*$/.test(digits);
}

/** ISO 7064, modulus 97, which numbers of accounts satisfy. */
function hasIbanDigits(text: string): boolean {
  const number = text.replaceAll(' ', '');
  if (number.length < 15 || number.length > 34) return false;
  let rest = 0;
  for (const character of number.slice(4) + number.slice(0, 4))
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}
