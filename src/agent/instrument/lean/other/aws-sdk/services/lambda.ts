import { type Context, propagation } from '@opentelemetry/api';
import { ownDiag } from '../../../../../../shared/log';
import type { Service } from '../types';

/** AWS takes this many characters at most. */
const MAX_LENGTH = 3583;

export const LAMBDA: Service = {
  describe({ command, input: { FunctionName } }) {
    if (command !== 'Invoke') return {};
    return {
      name: `${FunctionName} Invoke`,
      attributes: { 'faas.invoked_name': FunctionName as string, 'faas.invoked_provider': 'aws' },
    };
  },
  carry({ command, input }, context) {
    if (command !== 'Invoke') return undefined;
    const ClientContext = withContext(input.ClientContext, context);
    return ClientContext === undefined ? undefined : { ...input, ClientContext };
  },
  note({ request, span, requestId }) {
    if (request.command === 'Invoke' && requestId) span.setAttribute('faas.execution', requestId as string);
    return false;
  },
};

/** Adds a context to the client context, JSON in Base64; undefined if there is no place for it. */
function withContext(given: unknown, context: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  const parsed = given ? parse(String(given)) : {};
  if (parsed === undefined || Object.keys(carrier).length === 0) return undefined;
  const text = JSON.stringify({ ...parsed, custom: { ...parsed.custom, ...carrier } });
  const encoded = Buffer.from(text).toString('base64');
  if (encoded.length <= MAX_LENGTH) return encoded;
  ownDiag.warn('aws-sdk: the client context of a function is too long for the trace context');
  return undefined;
}

/** Reads the app's client context; undefined if it is no JSON, which is sent as it is. */
function parse(given: string): { readonly custom?: object } | undefined {
  try {
    return JSON.parse(Buffer.from(given, 'base64').toString());
  } catch {
    return undefined;
  }
}
