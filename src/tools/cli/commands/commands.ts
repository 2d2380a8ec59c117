import type { Command } from '../command';
import { ask } from './ask';
import { attach } from './attach';
import { config } from './config';
import { demo } from './demo';
import { doctor } from './doctor';
import { inject } from './inject';
import { mcp } from './mcp';
import { printConfig } from './print-config';
import { redactTest } from './redact-test';
import { run } from './run';
import { view } from './view';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly Command[] = [
  run,
  doctor,
  printConfig,
  config,
  attach,
  view,
  ask,
  mcp,
  inject,
  redactTest,
  demo,
];

/** The words that stand for commands. */
export function commandNames(): string[] {
  return COMMANDS.map(({ name }) => name).filter(name => name !== '');
}
