import type { BodyLimits } from '../../viewer/receiver/server/body/read-body';
import { withBody } from '../../viewer/receiver/server/body/read-body';
import type { Routes } from '../../viewer/receiver/server/http-server';
import { isLoopback } from '../../viewer/receiver/server/is-loopback';
import { refusalOf } from '../../viewer/receiver/server/otlp-http';
import { sendText } from '../../viewer/receiver/server/send';
import type { Stores } from '../../viewer/receiver/stores';

const MAX_BODY_BYTES = 2 ** 20;

/** The viewer's `/mcp`: streamable HTTP for assistants on this machine. The protocol's code is loaded with the first request. */
export function mcpRoutes(stores: Stores, limits: BodyLimits): Routes {
  return async (request, response, { pathname }) => {
    if (pathname !== '/mcp') return false;
    if (!isLoopback(request.socket.remoteAddress)) {
      sendText(
        response,
        403,
        'Assistants are answered on this machine alone; use otel-agent mcp --url elsewhere.',
      );
    } else if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      sendText(response, 405, 'Use POST: nothing is kept between requests.');
    } else {
      try {
        const { answerHttp } = await import('./mcp.js');
        await withBody(
          request,
          { ...limits, maxBodyBytes: Math.min(limits.maxBodyBytes, MAX_BODY_BYTES) },
          body => answerHttp(request, response, body, stores),
        );
      } catch (error) {
        if (response.headersSent) throw error;
        const { httpStatus, message } = refusalOf(error);
        if (!request.complete) response.setHeader('connection', 'close');
        sendText(response, httpStatus, message);
      }
    }
    return true;
  };
}
