import type { KindName, Options } from '../setting';
import { type Address, endpoint, url } from './addresses';
import { type FileValue, pemFile } from './files';
import { instrumentationOptions, instrumentations } from './instrumentations';
import type { Parse } from './kind';
import { bytes, count, duration, timeout } from './numbers';
import { attributes, headers } from './pairs';
import { boolean, onOrOff, text } from './plain';
import { list, word, words, wordsOrSwitch } from './words';

/** How each kind of value is read. */
export const parsers: { readonly [Kind in KindName]: Parse<unknown> } = {
  text,
  boolean,
  switch: onOrOff,
  word,
  words,
  wordsOrSwitch,
  list,
  count,
  duration,
  timeout,
  bytes,
  attributes,
  headers,
  endpoint,
  url,
  pemFile,
  instrumentations,
  instrumentationOptions,
  // Each of them is a boolean by itself: see given-values.ts.
  instrumentationSwitches: boolean,
};

/** The value a row of each kind has; the word kinds are typed by their words. */
export interface KindValues {
  text: string;
  boolean: boolean;
  switch: boolean;
  list: readonly string[];
  count: number;
  duration: number;
  timeout: number;
  bytes: number;
  attributes: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  endpoint: Address;
  url: Address;
  pemFile: FileValue;
  instrumentations: readonly string[];
  instrumentationOptions: Readonly<Record<string, Options>>;
  instrumentationSwitches: Readonly<Record<string, boolean>>;
}
