/**
 * True if NO_PROXY names a receiver: `*`, a name (which stands for its subdomains, too: `example.com`, `.example.com`,
 * `*.example.com`), an address, a network (`10.0.0.0/8`), each with or without a port. Names are not looked up.
 */
export function isExcepted(host: string, port: number, exceptions: string): boolean {
  const name = withoutEndDot(host.toLowerCase());
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some(exception => exception === '*' || matches(name, port, exception));
}

/** True for `localhost` and addresses of the loopback. */
export function isThisMachine(host: string): boolean {
  const name = withoutEndDot(host.toLowerCase());
  return (
    name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d+){3}$/.test(name) || name === '::1'
  );
}

function matches(host: string, port: number, exception: string): boolean {
  const [, bracketed, plain, onlyPort] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(exception) ?? [];
  if (onlyPort !== undefined && Number(onlyPort) !== port) return false;
  const wanted = bracketed ?? plain ?? exception;
  if (/^[\d.]+$|:/.test(host)) return isIn(host, wanted);
  const domain = withoutEndDot(wanted.replace(/^\*?\./, ''));
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

/** True if an address is in a network, which may be a single address. */
function isIn(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  // Loaded for addresses alone: `net` takes milliseconds of a start.
  const net: typeof import('node:net') = process.getBuiltinModule?.('node:net') ?? require('node:net');
  const family = net.isIP(base);
  if (family === 0 || net.isIP(address) !== family) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new net.BlockList();
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > width) return false;
  list.addSubnet(base, prefix, type);
  return list.check(address, type);
}

function withoutEndDot(name: string): string {
  return name.replace(/\.$/, '');
}
