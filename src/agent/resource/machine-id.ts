import { readFileSync } from 'node:fs';

/** Reads the machine's id from a file, on Linux. Other systems would need another process for it. */
export function machineId(): string | undefined {
  for (const file of process.platform === 'linux' ? ['/etc/machine-id', '/var/lib/dbus/machine-id'] : []) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      // Try the next file.
    }
  }
  return undefined;
}
