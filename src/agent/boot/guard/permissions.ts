interface DenoPermissions {
  querySync(permission: { name: 'env' | 'read' }): { readonly state: string };
}

/**
 * Throws if Deno grants less than the whole environment and all files: reading any of them would throw as well, or on a
 * terminal ask the user first.
 */
export function assertPermissions(): void {
  const { Deno } = globalThis as { Deno?: { readonly permissions: DenoPermissions } };
  if (Deno === undefined) return;
  for (const name of ['env', 'read'] as const) {
    if (Deno.permissions.querySync({ name }).state !== 'granted') throw new Error(`${name} is not granted`);
  }
}
