import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ProfileStatus } from '../../viewer/receiver/analyse/profile/profile-answer';
import { takeStream } from '../../viewer/receiver/files/take-stream';
import { readTrace } from '../../viewer/receiver/store/traces/read-trace';
import { createStores } from '../../viewer/receiver/stores';
import { AskError } from './ask-error';
import { type Source, searchOf } from './source';

/** Memory for one trace on its way to the terminal. */
const TRACE_BYTES = 256 * 2 ** 20;

/** Answers of a running viewer. */
export function httpSource(address: string): Source {
  const base = baseOf(address);
  return {
    async ask<Answer>(path: string, parameters = {}) {
      const response = await get(new URL(`${path}?${searchOf(parameters)}`, base));
      if (response.status === 404) {
        if (/no such route/.test(await response.text()))
          throw new AskError(`the viewer at ${base.origin} is of an older version, which cannot answer this`);
        return undefined;
      }
      return (await response.json().catch(() => {
        throw new AskError(`${base.origin} is no viewer of otel-agent`);
      })) as Answer;
    },
    async orderProfile(service, seconds) {
      const order = new URL(`/api/v1/profiles?${searchOf({ service, seconds })}`, base);
      const response = await get(order, { method: 'POST' });
      if (!response.ok)
        throw new AskError(`the viewer at ${base.origin} is of an older version, which cannot answer this`);
      return (await response.json()) as ProfileStatus;
    },
    async trace(id) {
      const response = await get(new URL(`/api/v1/export?trace=${encodeURIComponent(id)}`, base));
      if (response.status === 404 || response.body === null) return undefined;
      const stores = createStores(TRACE_BYTES);
      await takeStream(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), stores.inbox);
      return readTrace(stores.spans, stores.spans.traceByHex(id));
    },
  };
}

function baseOf(address: string): URL {
  const text = /^\w+:\/\//.test(address) ? address : `http://${address}`;
  if (!URL.canParse(text)) throw new AskError(`--url ${address} is no address`);
  return new URL(text);
}

async function get(url: URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch(() => {
    throw new AskError(
      `no viewer answers at ${url.origin}: start \`otel-agent view\`, or name another with --url, or a file with --file`,
    );
  });
  if (response.ok || response.status === 404) return response;
  throw new AskError(refusalIn(await response.text()) || `${url.origin} answered ${response.status}`);
}

/** The viewer's own words for what it refuses. */
function refusalIn(text: string): string {
  try {
    return JSON.parse(text).errors[0].msg;
  } catch {
    return text.trim();
  }
}
