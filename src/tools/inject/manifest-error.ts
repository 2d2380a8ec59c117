/** Error for input that is no manifest or cannot be edited: one sentence with file, document and line. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}
