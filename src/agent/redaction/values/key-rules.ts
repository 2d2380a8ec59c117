import { globPattern } from '../../../shared/glob';
import { REPLACE, type RedactionAction, type RedactionRules } from '../../../shared/rules/redaction-rules';

const MAX_KNOWN = 2000;

/** A key that was judged before. */
export interface KnownKey {
  readonly action: RedactionAction | undefined;
  /** Last value in which nothing was found: many repeat. */
  clean: string | undefined;
}

/** Finds the action for a key; each key is judged once. */
export class KeyRules {
  readonly #rules: readonly { readonly pattern: RegExp; readonly action: RedactionAction }[];
  readonly #known = new Map<string, KnownKey>();

  constructor({ rules, defaults }: RedactionRules) {
    const own = rules.flatMap(({ by, action }) =>
      'keys' in by ? by.keys.map(key => ruleFor(key, action)) : [],
    );
    this.#rules = [...own, ...defaults.map(key => ruleFor(key, REPLACE))];
  }

  find(key: string): KnownKey {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const plain = plainKey(key.slice(-MAX_LENGTH));
    const action = this.#rules.find(({ pattern }) => pattern.test(plain))?.action;
    const found: KnownKey = { action, clean: undefined };
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    if (key.length < MAX_LENGTH) this.#known.set(key, found);
    return found;
  }
}

const MAX_LENGTH = 256;

/**
 * Makes the test of a key: a glob fits the whole key; a plain name also the last words of it, as `token` fits
 * `session.accessToken` and `http.request.header.x-auth-token`, but not `gen_ai.usage.input_tokens`.
 */
function ruleFor(key: string, action: RedactionAction) {
  const isGlob = /[*?{}]/.test(key);
  const source = isGlob
    ? `^${globPattern(key.toLowerCase().replaceAll('_', '-'))}$`
    : `(?:^|[.-])${globPattern(plainKey(key))}$`;
  return { pattern: new RegExp(source, 's'), action };
}

/** Writes words in one way: `accessToken`, `access_token` -> `access-token`; `APIKey`, `apikey` -> `api-key`. */
function plainKey(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase()
    .replace(/api-?key/g, 'api-key');
}
