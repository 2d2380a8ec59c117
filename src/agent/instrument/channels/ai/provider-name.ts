/** `openai` for `openai.chat` */
export function providerName(provider: string): string {
  return PROVIDERS.find(([prefix]) => provider.startsWith(prefix))?.[1] ?? provider.split('.', 1)[0]!;
}

/** Names of the semantic conventions for those that the AI SDK calls otherwise; the longest first. */
const PROVIDERS: readonly (readonly [prefix: string, name: string])[] = [
  ['google.vertex', 'gcp.vertex_ai'],
  ['vertex', 'gcp.vertex_ai'],
  ['google', 'gcp.gemini'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['azure', 'azure.ai.openai'],
  ['mistral', 'mistral_ai'],
  ['xai', 'x_ai'],
];
