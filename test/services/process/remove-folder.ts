import { rm } from 'node:fs/promises';

/** Removes a folder with all that is in it, also while a dying process still writes its last file there. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
