import type { Stores } from '../stores';
import type { Remembered } from './remember';

/** A request to the query API, taken apart. */
export interface ApiRequest {
  readonly stores: Stores;
  readonly remembered: Remembered;
  readonly parameters: URLSearchParams;
  /** The decoded text in place of `{…}` in the route's path. */
  readonly part: string;
}

/** Answers with a value that becomes JSON; undefined means that there is no such thing (404). */
export type ApiHandler = (request: ApiRequest) => unknown;
