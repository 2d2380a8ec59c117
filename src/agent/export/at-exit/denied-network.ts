/** Permission model, whose types come with Node 26's scope for the network. */
interface Permission {
  has(scope: string): boolean;
}

/** Says that Node's permission model keeps this process from the network; undefined if it does not. Node 24 has no such grant. */
export function deniedNetwork(): string | undefined {
  const { permission } = process as { readonly permission?: Permission };
  if (permission === undefined || permission.has('net')) return undefined;
  if (!process.allowedNodeEnvironmentFlags.has('--allow-net')) return undefined;
  return 'the network is not granted: add --allow-net';
}
