import { QueryError } from '../query/query-error';
import type { Stores } from '../stores';
import type { ApiHandler } from './api-request';
import { JAEGER_ROUTES } from './jaeger-api';
import { matchRoute } from './match-route';
import { ParameterError } from './parameters';
import { Remembered } from './remember';
import { VIEWER_ROUTES } from './viewer-api';

const API_ROUTES: { readonly [path: string]: ApiHandler } = { ...JAEGER_ROUTES, ...VIEWER_ROUTES };

/** Answers a question, the path of a route with its parameters; undefined where there is no such thing. */
export type Answerer = (path: string, parameters: URLSearchParams) => unknown;

/**
 * Answers questions about what the stores hold, for the viewer's pages, the command line and assistants. Throws a refusal for
 * parameters that cannot be understood.
 */
export function createAnswerer(stores: Stores): Answerer {
  const remembered = new Remembered();
  return (path, parameters) => {
    const match = matchRoute(API_ROUTES, path);
    return match?.handler({ stores, remembered, parameters, part: match.part });
  };
}

/** True for a path that the API answers. */
export function isQuestion(path: string): boolean {
  return matchRoute(API_ROUTES, path) !== undefined;
}

/** Tells whether an error's message is for the user who asked. */
export function isRefusal(error: unknown): error is QueryError | ParameterError {
  return error instanceof QueryError || error instanceof ParameterError;
}
