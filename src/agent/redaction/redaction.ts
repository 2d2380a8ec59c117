/* dist/redaction.js: redacts statements, URLs and values, loaded with the first item that may need it. */
export { redactSpan } from './redact-span';
export { createRedaction } from './values/redact-items';
