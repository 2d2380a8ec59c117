import {
  DurationField,
  ExportResponseField,
  PartialSuccessField,
  ProtobufAnyField,
  RETRY_INFO_TYPE,
  RetryInfoField,
  RpcStatusField,
} from '../../../shared/otlp/fields';
import type { Signal } from '../check-request';
import type { Taken } from '../store/traces/add-traces';
import { Writer } from '../wire/writer';
import { RETRY_AFTER_S, type Refusal } from './refusal';

const REJECTED_NAMES = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints', logs: 'rejectedLogRecords' };

/** An Export…ServiceResponse in protobuf: empty, or with partial_success when items were rejected. */
export function encodeResponse({ rejected, reason }: Taken): Uint8Array {
  const writer = new Writer();
  if (rejected > 0) {
    writer.messageField(ExportResponseField.partialSuccess, () => {
      writer.varintField(PartialSuccessField.rejectedItems, rejected);
      writer.stringField(PartialSuccessField.errorMessage, reason ?? '');
    });
  }
  return writer.finish();
}

/** The Export…ServiceResponse in OTLP JSON. */
export function jsonResponse(signal: Signal, { rejected, reason }: Taken): object {
  if (rejected === 0) return {};
  return { partialSuccess: { [REJECTED_NAMES[signal]]: String(rejected), errorMessage: reason ?? '' } };
}

/** A google.rpc.Status in protobuf, with RetryInfo when the sender should come again. */
export function encodeStatus(refusal: Refusal): Uint8Array {
  const writer = new Writer();
  writer.varintField(RpcStatusField.code, refusal.grpcStatus);
  writer.stringField(RpcStatusField.message, refusal.message);
  if (refusal.kind === 'busy') {
    writer.messageField(RpcStatusField.details, () => {
      writer.stringField(ProtobufAnyField.typeUrl, `type.googleapis.com/${RETRY_INFO_TYPE}`);
      writer.messageField(ProtobufAnyField.value, () => {
        writer.messageField(RetryInfoField.retryDelay, () =>
          writer.varintField(DurationField.seconds, RETRY_AFTER_S),
        );
      });
    });
  }
  return writer.finish();
}

/** The google.rpc.Status in JSON. */
export function jsonStatus(refusal: Refusal): object {
  return { code: refusal.grpcStatus, message: refusal.message };
}
