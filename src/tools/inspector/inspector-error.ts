/** Reason why a process cannot be looked into, in words for the person who asked. */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
}
