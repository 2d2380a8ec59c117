import { type HintRule, hintAbout } from './hint';

/** Hints about headers to capture that no request can have. */
export const headerNameHints: HintRule = config =>
  SETTINGS.map(name => {
    const wrong = config.get(name).find(header => !/^[!#$%&'+.^_`|~0-9A-Za-z-]+$/.test(header));
    if (wrong === undefined) return undefined;
    return hintAbout(
      config,
      name,
      `has "${wrong}", which is no header's name: list names, separated by commas`,
    );
  });

const SETTINGS = [
  'OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS',
  'OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS',
  'OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS',
  'OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS',
] as const;
