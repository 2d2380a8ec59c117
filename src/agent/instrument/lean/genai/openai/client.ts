import { type Endpoint, endpointOf } from '../inference/endpoint';

/** Used parts of a resource of a client, such as `client.chat.completions`. */
export interface Resource {
  readonly _client?: { readonly baseURL?: unknown; readonly constructor?: { readonly name?: string } };
}

/** Provider and server of a client's requests. */
export interface Destination {
  readonly provider: string;
  readonly endpoint: Endpoint;
}

/** Returns the destination of a client's requests: OpenAI, unless the client or its URL names another. */
export function destinationOf({ _client: client }: Resource): Destination {
  const endpoint = endpointOf(client?.baseURL);
  const byClass = client?.constructor?.name === 'AzureOpenAI' ? 'azure.ai.openai' : 'openai';
  return { endpoint, provider: endpoint.provider ?? byClass };
}
