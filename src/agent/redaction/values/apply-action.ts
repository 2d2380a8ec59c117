import type { RedactionAction } from '../../../shared/rules/redaction-rules';

/** Replaces a text; undefined if it is to go with all around it. */
export type Replace = (text: string) => string | undefined;

/** Makes the replacement of an action. Without a key, hashes can be compared within this process only. */
export function replacementBy(action: RedactionAction, hashKey: string | undefined): Replace {
  switch (action.kind) {
    case 'replace':
      return () => action.by;
    case 'drop':
      return () => undefined;
    case 'truncate':
      return text => (text.length > action.length ? `${text.slice(0, action.length)}…` : text);
    case 'hash': {
      // Loaded late: few have such a rule.
      const { createHmac, randomBytes }: typeof import('node:crypto') = require('node:crypto');
      const key = hashKey ?? randomBytes(32);
      // Each exporter redacts an item: hashed once, it stays.
      return text =>
        HASHED.test(text)
          ? text
          : `hmac:${createHmac('sha256', key).update(text).digest('hex').slice(0, 32)}`;
    }
  }
}

const HASHED = /^hmac:[\da-f]{32}$/;
