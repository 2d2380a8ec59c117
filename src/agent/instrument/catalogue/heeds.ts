/** True for options that are all among these. */
export const heeds =
  (...known: string[]) =>
  (options: Readonly<Record<string, unknown>>) =>
    Object.keys(options).every(option => known.includes(option));
