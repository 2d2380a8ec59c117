import {
  DurationField,
  ExportResponseField,
  PartialSuccessField,
  ProtobufAnyField,
  RETRY_INFO_TYPE,
  RetryInfoField,
  RpcStatusField,
} from '../../../shared/otlp/fields';
import type { SendResult } from '../types';
import { visitFields } from './protobuf-fields';

const MAX_MESSAGE_CHARS = 300;

/** Reads the partial success of an Export…ServiceResponse, whose fields are equal for all signals. */
export function readProtobufReply(body: Uint8Array): SendResult {
  let rejectedItems = 0;
  let message = '';
  visitFields(body, (field, partialSuccess) => {
    if (field !== ExportResponseField.partialSuccess || typeof partialSuccess === 'number') return;
    visitFields(partialSuccess, (inner, value) => {
      if (inner === PartialSuccessField.rejectedItems && typeof value === 'number') rejectedItems = value;
      if (inner === PartialSuccessField.errorMessage && typeof value !== 'number') message = shortText(value);
    });
  });
  return sent(rejectedItems, message);
}

/** Reads the partial success of OTLP/JSON, whose field names differ by signal and whose 64-bit numbers are strings. */
export function readJsonReply(body: Uint8Array): SendResult {
  try {
    const partialSuccess = JSON.parse(Buffer.from(body).toString())?.partialSuccess ?? {};
    const { rejectedSpans, rejectedDataPoints, rejectedLogRecords, errorMessage } = partialSuccess;
    const rejected = Number(rejectedSpans ?? rejectedDataPoints ?? rejectedLogRecords ?? 0);
    return sent(rejected, shortText(Buffer.from(String(errorMessage ?? ''))));
  } catch {
    return { kind: 'sent' };
  }
}

/**
 * Reads the delay of google.rpc.RetryInfo in a serialised google.rpc.Status, in milliseconds; undefined without one.
 */
export function readRetryDelayMs(status: Uint8Array): number | undefined {
  let delayMs: number | undefined;
  visitFields(status, (field, detail) => {
    if (field !== RpcStatusField.details || typeof detail === 'number') return;
    let type = '';
    let content: Uint8Array = new Uint8Array();
    visitFields(detail, (inner, value) => {
      if (typeof value === 'number') return;
      if (inner === ProtobufAnyField.typeUrl) type = Buffer.from(value).toString();
      if (inner === ProtobufAnyField.value) content = value;
    });
    if (type.endsWith(RETRY_INFO_TYPE)) delayMs = readRetryInfo(content);
  });
  return delayMs;
}

function readRetryInfo(info: Uint8Array): number {
  let delayMs = 0;
  visitFields(info, (field, duration) => {
    if (field !== RetryInfoField.retryDelay || typeof duration === 'number') return;
    visitFields(duration, (inner, value) => {
      if (typeof value !== 'number') return;
      if (inner === DurationField.seconds) delayMs += value * 1000;
      if (inner === DurationField.nanos) delayMs += value / 1e6;
    });
  });
  return delayMs;
}

/** Reads the text of an error's body: the message of a google.rpc.Status (protobuf or JSON), else the text itself. */
export function readErrorText(body: Uint8Array, contentType: string): string {
  if (contentType.includes('protobuf')) {
    let message = '';
    visitFields(body, (field, value) => {
      if (field === RpcStatusField.message && typeof value !== 'number') message = shortText(value);
    });
    return message;
  }
  if (contentType.includes('json')) {
    try {
      const message: unknown = JSON.parse(Buffer.from(body).toString())?.message;
      if (typeof message === 'string') return shortText(Buffer.from(message));
    } catch {
      // Not JSON after all: shown as it is.
    }
  }
  return shortText(body);
}

/**
 * True for an error about a message's size: "received message larger than max (5242880 vs. 4194304)", "http: request
 * body too large", "message exceeds maximum size" …
 */
export function isAboutSize(text: string): boolean {
  return /larger than (the )?max|exceeds (the )?max|too large/i.test(text);
}

/** Cleans text to a line of printable characters: text from the network must not steer a terminal. */
export function shortText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 4 * MAX_MESSAGE_CHARS)).toString();
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_CHARS);
}

function sent(rejectedItems: number, message: string): SendResult {
  return {
    kind: 'sent',
    ...(rejectedItems > 0 && { rejectedItems }),
    ...(message !== '' && { message }),
  };
}
