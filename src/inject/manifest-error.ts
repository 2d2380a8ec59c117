/** What was given is not a manifest, or cannot be worked on: one sentence that names file, document and line. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}
