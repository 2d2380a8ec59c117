import type { Attributes } from '@opentelemetry/api';

/** Origin of readable spans and log records; the SDK's type leaves out the last two fields. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}
