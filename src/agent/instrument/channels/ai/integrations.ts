/** True if the app has registered an integration that makes spans itself, as `@ai-sdk/otel` does. */
export function isTracedByItself(): boolean {
  const { AI_SDK_TELEMETRY_INTEGRATIONS: registered } = globalThis as {
    AI_SDK_TELEMETRY_INTEGRATIONS?: readonly { executeLanguageModelCall?: unknown }[];
  };
  return registered?.some(({ executeLanguageModelCall: wraps }) => typeof wraps === 'function') === true;
}
