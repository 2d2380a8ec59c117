import type { Destination } from '../../../../shared/otlp/destination';
import { ContentType } from '../../../../shared/otlp/fields';
import type { SendResult } from '../../types';
import { readJsonReply, readProtobufReply } from '../replies';

/** Content type of a posted body, and the reader of its reply: the partial success. */
export interface BodyFormat {
  readonly contentType: string;
  readReply(body: Uint8Array): SendResult;
}

/** Format of a destination over HTTP. */
export function bodyFormatOf({ protocol }: Destination): BodyFormat {
  return FORMATS[protocol as keyof typeof FORMATS];
}

const FORMATS = {
  'http/protobuf': { contentType: ContentType.protobuf, readReply: readProtobufReply },
  'http/json': { contentType: ContentType.json, readReply: readJsonReply },
  'zipkin/json': { contentType: ContentType.json, readReply: () => ({ kind: 'sent' }) },
} satisfies Record<string, BodyFormat>;
