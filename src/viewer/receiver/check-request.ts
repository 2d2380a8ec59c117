import { checkMessage } from './wire/check-message';
import { ExportRequest } from './wire/schema/export-request';
import { checkScopes } from './wire/scopes';

export type Signal = keyof typeof ExportRequest;

/** Throws MalformedError for an export request that is not well-formed, or holds more than the stores can take in. */
export function checkRequest(signal: Signal, request: Uint8Array): void {
  checkMessage(request, ExportRequest[signal]);
  checkScopes(request);
}
