/** The options of upstream's instrumentation that this one heeds as well; the catalogue's row names them. */
export interface FastifyOptions {
  readonly enabled?: boolean;
  readonly recordExceptions?: boolean;
  readonly instrumentHandler?: boolean;
}
