import type { Declared, ReaderOptions } from '../declared';
import type { GivenText, ValueSource } from '../read/sources';
import type { Problem } from '../resolved-config';
import { findSetting } from '../settings';
import type { FileNode, Place } from './nodes';

/** Collects what the parts of a file say. */
export interface Into {
  /** Path of the file, as it was given. */
  readonly file: string;
  /** Texts of settings, by environment name: of the whole process, or of a component. */
  readonly texts: Map<string, GivenText>;
  readonly found: Found;
  /** Component that is being read. */
  readonly component?: Component;
}

/** All that a file says. */
export interface Found {
  readonly texts: Map<string, GivenText>;
  /** Processors and readers, in the file's order. */
  readonly components: Component[];
  readonly declared: { -readonly [Key in keyof Declared]: Declared[Key] };
  readonly problems: Problem[];
  /** Settings whose values have parts of their own, such as rules. */
  readonly parts: Map<string, FileNode>;
  readonly instrumentationNames: readonly string[] | undefined;
}

/** Processor or reader with its exporter, as the settings that stand for it. */
export interface Component {
  readonly signal: 'traces' | 'metrics' | 'logs';
  readonly texts: Map<string, GivenText>;
  /** Exports each item by itself. */
  isSimple: boolean;
  reader: ReaderOptions;
  /** Problems whose remedy is a value of this component. */
  readonly problems: Problem[];
  /** Has no address that telemetry may go to. */
  isLeftOut?: boolean;
}

/** Origin of a value in the file. */
export function sourceAt(into: Into, key: string, { line, column }: Place): ValueSource {
  return { kind: 'file', name: into.file, line, column, key };
}

/** Gives a setting a text. */
export function give(into: Into, setting: string, text: string, key: string, place: Place): void {
  into.texts.set(setting, { text, raw: text, source: sourceAt(into, key, place) });
}

/** Reports a part of the file that cannot be used; the rest of the file is. */
export function report(
  into: Into,
  key: string,
  node: FileNode,
  message: string,
  used = 'the rest',
): undefined {
  const value = node.kind === 'scalar' && node.value !== null ? node.text : undefined;
  reportAt(into, key, node.place, message, used, value);
}

/** Reports a key, or a value that must not be shown. */
export function reportAt(
  into: Into,
  key: string,
  place: Place,
  message: string,
  used = 'the rest',
  value?: string,
): undefined {
  const source = sourceAt(into, key, place);
  into.found.problems.push({ name: key, setting: key, value, source, message, used });
}

/** True for a setting whose values are never shown. */
export function isSecret(setting: string): boolean {
  const row = findSetting(setting);
  return row !== undefined && 'secret' in row && row.secret === true;
}
