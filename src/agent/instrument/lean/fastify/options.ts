/** Options of upstream's instrumentation that this replacement heeds too; the catalogue's row names them. */
export interface FastifyOptions {
  readonly enabled?: boolean;
  readonly recordExceptions?: boolean;
  readonly instrumentHandler?: boolean;
}
