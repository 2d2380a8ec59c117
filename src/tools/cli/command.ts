import type { Arguments } from 'yargs';

/** A command of `otel-agent`. Its handler loads the work, so that no other command pays for it. */
export interface Command {
  /** Its word on the command line; '' for the command without a word. */
  readonly name: string;
  /** Text after `otel-agent`: `run [settings] -- CMD`. */
  readonly usage: string;
  readonly describe: string;
  /** Its own flags, without dashes. */
  readonly flags: Readonly<Record<string, Flag>>;
  /** Words beside the flags. */
  readonly files?: { readonly describe: string /** FILE if absent. */; readonly name?: string };
  /** Every setting is a flag of it, too. */
  readonly takesSettings?: true;
  /** Throws a UsageError for flags that do not go together or are out of range. */
  check?(flags: Arguments): void;
  handler(flags: Arguments): void | Promise<void>;
}

/** A flag: a switch by itself, or with a value. */
export interface Flag {
  readonly describe: string;
  /** Name of its value in the help text: `NAME`, `PORT`. Without it the flag is a switch. */
  readonly value?: string;
  /** Letter for short. */
  readonly short?: string;
  readonly isNumber?: true;
  /** May be given again. */
  readonly isList?: true;
  readonly default?: string | number;
  /** Another flag that has to be there. */
  readonly goesWith?: string;
}
