/* dist/rules.js: rules of sampling, redaction, attributes and names, read and applied; loaded if a setting has any. */
import type { ReadRules } from '../shared/config/kinds/kind';
import type { RulesKind } from '../shared/config/setting';
import { readAttributeRules } from '../shared/rules/attribute-rules';
import { readKeepRules } from '../shared/rules/keep-rules';
import { readNameRules } from '../shared/rules/name-rules';
import { readDocument } from '../shared/rules/read-document';
import { readRedactionRules } from '../shared/rules/redaction-rules';
import type { Refuse } from '../shared/rules/refuse';
import { readSamplingRules } from '../shared/rules/sampling-rules';
import { compilePattern } from './redaction/values/own-patterns';

export { compilePattern, longestText } from './redaction/values/own-patterns';
export { createKeepProcessor } from './sampling/keep/keep-processor';
export { keepSampler } from './sampling/keep/keep-sampler';
export { createRulesSampler } from './sampling/rules/rules-sampler';
export { withBaggage } from './shaping/from-baggage';
export { shapeSpans } from './shaping/shape-spans';

/** Reads a text: YAML or JSON, or a list with commas where such a list is enough. */
export const readRules: ReadRules = (kind, text, refuse) => {
  const read = READERS[kind];
  if (ALWAYS_DOCUMENTS.has(kind) || DOCUMENT.test(text)) return readDocument(text, read, refuse);
  return read(text, ([index], message) =>
    refuse(index === undefined ? message : `has entry ${Number(index) + 1}, which ${message}`),
  );
};

/** Rules that no list with commas can say. */
const ALWAYS_DOCUMENTS: ReadonlySet<RulesKind> = new Set(['samplingRules', 'nameRules']);

/** Beginning of a list or map in YAML or JSON. */
const DOCUMENT = /^\s*(?:\[|\{|- |#)/;

const READERS: Readonly<Record<RulesKind, (given: unknown, refuse: Refuse) => unknown>> = {
  samplingRules: readSamplingRules,
  keepRules: readKeepRules,
  attributeRules: readAttributeRules,
  nameRules: readNameRules,
  redactionRules: (given, refuse) => readRedactionRules(given, refuse, whyUnusable),
};

/** Tells why a regular expression cannot be used. */
function whyUnusable(regex: string): string | undefined {
  try {
    compilePattern(regex);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
