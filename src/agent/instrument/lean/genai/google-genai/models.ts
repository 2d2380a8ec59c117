import { endpointOf } from '../inference/endpoint';

/** Used parts of `ai.models`. */
export interface Models {
  readonly apiClient?: {
    isVertexAI?(): boolean;
    readonly clientOptions?: { readonly httpOptions?: { readonly baseUrl?: unknown } };
  };
}

/** Returns provider and server: the Gemini API, or Vertex AI. */
export function destinationOf({ apiClient }: Models) {
  return {
    endpoint: endpointOf(apiClient?.clientOptions?.httpOptions?.baseUrl),
    provider: apiClient?.isVertexAI?.() === true ? 'gcp.vertex_ai' : 'gcp.gemini',
  };
}
