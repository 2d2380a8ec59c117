import type { AttributeRules } from '../../rules/attribute-rules';
import type { KeepRules } from '../../rules/keep-rules';
import type { NameRule } from '../../rules/name-rules';
import type { RedactionRules } from '../../rules/redaction-rules';
import type { SamplingRule } from '../../rules/sampling-rules';
import type { KindName, Options } from '../setting';
import { type Address, endpoint, opamp, proxy, url } from './addresses';
import { type FileValue, pemFile } from './files';
import { instrumentationOptions, instrumentations } from './instrumentations';
import type { Parse } from './kind';
import { bytes, count, duration, period, timeout } from './numbers';
import { attributes, headers } from './pairs';
import { boolean, onOrOff, switchOrFile, switchOrFolder, text } from './plain';
import { rules } from './rules';
import { globs, list, word, words, wordsOrSwitch } from './words';

/** Parser of each kind of value. */
export const parsers: { readonly [Kind in KindName]: Parse<unknown> } = {
  text,
  boolean,
  switch: onOrOff,
  switchOrFolder,
  switchOrFile,
  word,
  words,
  wordsOrSwitch,
  list,
  globs,
  count,
  duration,
  period,
  timeout,
  bytes,
  attributes,
  headers,
  endpoint,
  url,
  opamp,
  proxy,
  pemFile,
  instrumentations,
  instrumentationOptions,
  samplingRules: rules,
  keepRules: rules,
  redactionRules: rules,
  attributeRules: rules,
  nameRules: rules,
  // Each switch is a boolean of its own: see given-values.ts.
  instrumentationSwitches: boolean,
};

/** Type of the value of each kind; the word kinds are typed by their words. */
export interface KindValues {
  text: string;
  boolean: boolean;
  switch: boolean;
  switchOrFolder: boolean | string;
  switchOrFile: boolean | string;
  list: readonly string[];
  globs: readonly string[];
  count: number;
  duration: number;
  period: number;
  timeout: number;
  bytes: number;
  attributes: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  endpoint: Address;
  url: Address;
  opamp: Address;
  proxy: Address | 'off';
  pemFile: FileValue;
  instrumentations: readonly string[];
  instrumentationOptions: Readonly<Record<string, Options>>;
  instrumentationSwitches: Readonly<Record<string, boolean>>;
  samplingRules: readonly SamplingRule[];
  keepRules: KeepRules;
  redactionRules: RedactionRules;
  attributeRules: AttributeRules;
  nameRules: readonly NameRule[];
}
