import type { IsSecret } from '../../shared/urls/secret-parameters';

/** Parts of spans to hide. */
export interface SpanRules {
  /** Literals of statements: OTEL_AGENT_DB_STATEMENT is not `raw`. */
  readonly statements: boolean;
  /** Parameters to hide in URLs. */
  readonly isSecret: IsSecret;
}

/** Scope of the GraphQL instrumentation, whose errors quote documents. */
export const GRAPHQL = '@opentelemetry/instrumentation-graphql';
