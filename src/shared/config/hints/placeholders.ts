import { type HintRule, hintAbout } from './hint';

/**
 * Hints about `$(POD_NAME)` and `${POD_NAME}`, which Kubernetes, compose or a shell should have replaced. Endpoints
 * with a placeholder are refused.
 */
export const placeholderHints: HintRule = config =>
  [...config.given].map(([name, { raw }]) => {
    const [placeholder, inner] = /\$\(([\w.-]+)\)|\$\{[^}]*\}/.exec(raw) ?? [];
    if (placeholder === undefined) return undefined;
    const mend = inner === undefined ? 'write its value' : `define ${inner} above it, in the same container`;
    return hintAbout(config, name, `holds ${placeholder}, which nothing has replaced: ${mend}`);
  });
