import type { IncomingMessage, RequestOptions } from 'node:http';
import type { SendResult } from '../../types';

/** Requests of a destination through its proxy: their difference to direct requests. */
export interface ProxiedRequests {
  /** Options that take the place of the direct ones. */
  readonly options: RequestOptions;
  /** Headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Judges a reply that is not the receiver's own; undefined if it is. */
  judgeReply(reply: IncomingMessage, body: Buffer): SendResult | undefined;
  /** Judges an error that did not come from the receiver; resolves to undefined if it did. Never rejects. */
  judgeError(error: Error): Promise<SendResult | undefined>;
}
