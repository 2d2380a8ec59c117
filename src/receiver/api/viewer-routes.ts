import type { IncomingMessage, ServerResponse } from 'node:http';
import { compileQuery } from '../query/compile';
import { parseQuery } from '../query/parse';
import { QueryError } from '../query/query-error';
import { streamEvents } from '../server/event-stream';
import type { Routes } from '../server/http-server';
import type { BodyLimits } from '../server/read-body';
import { sendJson } from '../server/send';
import { sendStatic } from '../server/static-files';
import type { Stores } from '../stores';
import type { ApiHandler } from './api-request';
import { sendExport, takeUpload } from './exchange-files';
import { JAEGER_ROUTES } from './jaeger-api';
import { followTraces } from './live-tail';
import { matchRoute } from './match-route';
import { ParameterError } from './parameters';
import { Remembered } from './remember';
import { VIEWER_ROUTES } from './viewer-api';

const API_ROUTES: { readonly [path: string]: ApiHandler } = { ...JAEGER_ROUTES, ...VIEWER_ROUTES };

/**
 * What is answered besides exports: the query API under /api/, and the web viewer's files.
 * GET /api/v1/live streams (with `?q=` traces too), GET /api/v1/export sends a file, POST /api/v1/open takes one, DELETE /api/v1/traces
 * forgets everything. Errors are JSON: `{ errors: [{ code, msg }] }`, as Jaeger's.
 */
export function viewerRoutes(stores: Stores, uiFolder: string, limits: BodyLimits): Routes {
  const remembered = new Remembered();
  return async (request, response, url) => {
    const { pathname, searchParams: parameters } = url;
    if (!pathname.startsWith('/api/')) return sendPage(request, response, uiFolder, pathname);
    try {
      const action = ACTIONS[`${request.method} ${pathname}`];
      if (action !== undefined) {
        await action({ request, response, stores, parameters, limits });
        return true;
      }
      const match = matchRoute(API_ROUTES, pathname);
      if (match === undefined) sendError(response, 404, 'there is no such route');
      else if (request.method !== 'GET' && request.method !== 'HEAD') sendError(response, 405, 'use GET');
      else {
        const found = match.handler({ stores, remembered, parameters, part: match.part });
        if (found === undefined) sendError(response, 404, 'not found');
        else sendJson(response, 200, found);
      }
    } catch (error) {
      if (!(error instanceof QueryError) && !(error instanceof ParameterError)) throw error;
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
