import type { IncomingMessage, ServerResponse } from 'node:http';
import { compileQuery } from '../query/compile';
import { parseQuery } from '../query/parse';
import type { BodyLimits } from '../server/body/read-body';
import { streamEvents } from '../server/event-stream';
import type { Routes } from '../server/http-server';
import { sendJson } from '../server/send';
import { sendStatic } from '../server/static-files';
import type { Stores } from '../stores';
import { createAnswerer, isQuestion, isRefusal } from './answerer';
import { sendExport, takeUpload } from './exchange-files';
import { followTraces } from './live-tail';
import { PROFILE_ACTIONS } from './profile-actions';

const NO_ROUTE = 'there is no such route';

/**
 * Answers requests that are no exports: the query API under /api/, and the web viewer's files. GET /api/v1/live streams
 * (with `?q=` traces too), GET /api/v1/export sends a file, POST /api/v1/open takes one, DELETE /api/v1/traces forgets
 * everything. Errors are JSON: `{ errors: [{ code, msg }] }`, as Jaeger's.
 */
export function viewerRoutes(stores: Stores, uiFolder: string, limits: BodyLimits): Routes {
  const answer = createAnswerer(stores);
  return async (request, response, url) => {
    const { pathname, searchParams: parameters } = url;
    if (!pathname.startsWith('/api/')) return sendPage(request, response, uiFolder, pathname);
    try {
      const action = ACTIONS[`${request.method} ${pathname}`];
      if (action !== undefined) {
        await action({ request, response, stores, parameters, limits });
        return true;
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        sendError(response, isQuestion(pathname) ? 405 : 404, isQuestion(pathname) ? 'use GET' : NO_ROUTE);
        return true;
      }
      const found = answer(pathname, parameters);
      if (found === undefined) sendError(response, 404, isQuestion(pathname) ? 'not found' : NO_ROUTE);
      else sendJson(response, 200, found);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      sendError(response, 400, error.message);
    }
    return true;
  };
}

interface Action {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly stores: Stores;
  readonly parameters: URLSearchParams;
  readonly limits: BodyLimits;
}

/** Routes whose answer is not one JSON value. */
const ACTIONS: { readonly [methodAndPath: string]: (action: Action) => void | Promise<void> } = {
  ...PROFILE_ACTIONS,
  'GET /api/v1/live': ({ response, stores, parameters }) => {
    const query = parameters.get('q');
    const compiled = query === null ? undefined : compileQuery(parseQuery(query));
    streamEvents(response, send => followTraces(stores, compiled, send));
  },
  'GET /api/v1/export': ({ response, stores, parameters }) =>
    sendExport(response, stores, parameters.get('trace')),
  'POST /api/v1/open': ({ request, response, stores, limits }) =>
    takeUpload(request, response, stores, limits),
  'DELETE /api/v1/traces': ({ response, stores }) => {
    stores.spans.clear();
    stores.logs.clear();
    stores.metrics.clear();
    stores.profiles.clear();
    response.writeHead(204).end();
  },
};

function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  uiFolder: string,
  pathname: string,
): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return sendStatic(response, uiFolder, pathname);
}

function sendError(response: ServerResponse, code: number, msg: string): void {
  sendJson(response, code, { data: null, errors: [{ code, msg }] });
}
