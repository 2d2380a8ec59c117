/** What the page says about the process it describes. */
export interface Facts {
  /** The agent's version. */
  readonly version: string;
  /** `process.version` of the process described. */
  readonly nodeVersion: string;
}
