import type { CommandModule } from 'yargs';
import { demo } from './demo';
import { inject } from './inject';
import { printConfig } from './print-config';
import { run } from './run';
import { view } from './view';

/** Every command, in the order of `--help`. */
export const commands: readonly CommandModule[] = [run, printConfig, view, inject, demo];
