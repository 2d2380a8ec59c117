import { isFull } from '../../../../memory/share';

/** Server of a client's requests. */
export interface Endpoint {
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** Provider by the server's name, if that is a known one: many speak the protocol of OpenAI. */
  readonly provider: string | undefined;
}

const NOWHERE: Endpoint = { address: undefined, port: undefined, provider: undefined };
const known = new Map<string, Endpoint>();

/** Returns the endpoint of a client's base URL. */
export function endpointOf(baseUrl: unknown): Endpoint {
  if (typeof baseUrl !== 'string') return NOWHERE;
  let endpoint = known.get(baseUrl);
  if (endpoint === undefined) {
    if (isFull(known.size, MAX_ENDPOINTS)) known.clear();
    endpoint = parsed(baseUrl);
    known.set(baseUrl, endpoint);
  }
  return endpoint;
}

const MAX_ENDPOINTS = 200;

function parsed(baseUrl: string): Endpoint {
  if (!URL.canParse(baseUrl)) return NOWHERE;
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    address: hostname,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    provider: PROVIDERS.find(([end]) => hostname.endsWith(end))?.[1],
  };
}

/** Names of the semantic conventions. */
const PROVIDERS: readonly (readonly [hostEnd: string, name: string])[] = [
  ['.openai.azure.com', 'azure.ai.openai'],
  ['.cognitiveservices.azure.com', 'azure.ai.openai'],
  ['.services.ai.azure.com', 'azure.ai.inference'],
  ['.amazonaws.com', 'aws.bedrock'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['api.anthropic.com', 'anthropic'],
  ['api.deepseek.com', 'deepseek'],
  ['api.groq.com', 'groq'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.x.ai', 'x_ai'],
  ['api.cohere.com', 'cohere'],
];
