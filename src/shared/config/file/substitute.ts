/** Result of a substitution, or the reason why there is none. */
export type Substituted =
  | { readonly text: string; readonly unset: readonly string[] }
  | { readonly flaw: string };

/**
 * Replaces `${NAME}`, `${env:NAME}` and `${NAME:-default}` by the environment's values, and `$$` by `$` (declarative
 * configuration, "Environment variable substitution"). Replaced text is not searched again. `unset` lists references
 * that nothing has replaced.
 */
export function substitute(text: string, env: NodeJS.ProcessEnv): Substituted {
  let flaw: string | undefined;
  const unset: string[] = [];
  const replaced = text.replace(/\$\$|\$\{([^}\n]*)\}/g, (whole, inner: string | undefined) => {
    if (inner === undefined) return '$';
    const [, name, hasDefault, byDefault = ''] = REFERENCE.exec(inner) ?? [];
    if (name === undefined) flaw ??= flawOf(whole, inner);
    if (name === undefined) return '';
    if (!env[name] && !hasDefault) unset.push(whole);
    return env[name] || byDefault;
  });
  return flaw === undefined ? { text: replaced, unset } : { flaw };
}

const REFERENCE = /^(?:env:)?([A-Za-z_]\w*)(:-(.*))?$/;

function flawOf(whole: string, inner: string): string {
  if (/^(env:)?[A-Za-z_]\w*:?[?+=]/.test(inner))
    return `holds ${whole}: of the forms with a sign, only \${NAME:-default} exists`;
  return /^[a-z]+:/.test(inner) && !inner.startsWith('env:')
    ? `holds ${whole}: only the environment can be asked, by \${NAME} or \${env:NAME}`
    : `holds ${whole}, which names no variable; write $$ for a $`;
}
