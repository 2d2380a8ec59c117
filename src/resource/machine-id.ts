import { readFileSync } from 'node:fs';

/** The machine's id where a file holds it, which is on Linux; elsewhere another process would have to be asked. */
export function machineId(): string | undefined {
  for (const file of process.platform === 'linux' ? ['/etc/machine-id', '/var/lib/dbus/machine-id'] : []) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
