import { SpanKind } from '@opentelemetry/api';
import { isFull } from '../../../../memory/share';
import type { Statement } from '../../../../redaction/sql/read-statement';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';

/** Database that statements go to. */
export interface SqlEndpoint {
  /** `db.system.name` */
  readonly system: string;
  readonly namespace?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** Exceeds the statements of an app; more come only from generated ones. */
const MAX_STATEMENTS = 500;

/** Keeps what the spans of a database's statements share. */
export class SqlServer {
  /** Attributes of the database itself. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly #statements = new Map<Statement, SharingOptions>();

  constructor({ system, namespace, address, port }: SqlEndpoint) {
    this.attributes = {
      'db.system.name': system,
      'db.namespace': namespace || undefined,
      'server.address': address,
      'server.port': Number.isInteger(port) ? port : undefined,
    };
  }

  /** Options for a span of a statement, with its redacted text. */
  optionsFor(statement: Statement): SharingOptions {
    return this.#statements.get(statement) ?? this.#keep(statement);
  }

  #keep(statement: Statement): SharingOptions {
    const { text, summary } = statement;
    const attributes = {
      ...this.attributes,
      'db.query.text': text || undefined,
      'db.query.summary': summary,
    };
    const options = sharingOptions(attributes, SpanKind.CLIENT);
    if (isFull(this.#statements.size, MAX_STATEMENTS)) this.#statements.clear();
    this.#statements.set(statement, options);
    return options;
  }
}
