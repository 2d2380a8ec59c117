import type { Arguments } from 'yargs';
import { UsageError } from './usage';

/** Throws a UsageError where `--port` or `--grpc-port` is no port. */
export function checkPorts(flags: Arguments): void {
  for (const flag of ['port', 'grpc-port']) {
    const port = flags[flag] as number;
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new UsageError(`--${flag} must be a port: 0 to 65535`);
  }
}
