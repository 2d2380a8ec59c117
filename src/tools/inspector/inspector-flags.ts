/** Address of an inspector. */
export interface InspectorAddress {
  readonly host: string;
  /** 0 if Node chooses a free port. */
  readonly port: number;
  /** True if the process was started with its inspector open. */
  readonly isOpenFromStart: boolean;
}

/** Reads the address from Node's flags: `--inspect-port=127.0.0.1:9230`, `--inspect=0`, `--debug-port 9230`. */
export function readInspectorFlags({ flags }: { readonly flags: readonly string[] }): InspectorAddress {
  let [host, port, isOpenFromStart] = ['127.0.0.1', 9229, false];
  flags.forEach((flag, index) => {
    const match = /^--(inspect(?:-brk|-wait)?|inspect-port|debug-port)(?:=(.*))?$/.exec(flag);
    if (match === null) return;
    const [, name, given] = match;
    const takesNext = given === undefined && name!.endsWith('port');
    const address = parseAddress(given ?? (takesNext ? flags[index + 1] : undefined) ?? '');
    host = address.host ?? host;
    port = address.port ?? port;
    if (!name!.endsWith('port')) isOpenFromStart = true;
  });
  return { host, port, isOpenFromStart };
}

function parseAddress(text: string): { host?: string; port?: number } {
  const match = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(text);
  if (match === null || text === '') return {};
  const [, bracketed, plain = '', port] = match;
  if (bracketed === undefined && port === undefined && /^\d+$/.test(plain)) return { port: Number(plain) };
  return { host: bracketed ?? plain, ...(port !== undefined && { port: Number(port) }) };
}
