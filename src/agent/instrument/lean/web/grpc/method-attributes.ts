import { SpanKind } from '@opentelemetry/api';
import { isFull } from '../../../../memory/share';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';

/** Name and first attributes of the spans of a method. */
export interface KnownMethod {
  readonly name: string;
  readonly options: SharingOptions;
}

/** Address that a client calls. */
interface Address {
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** Describes a method by its path, `/shop.Shop/Ask`. */
export function describeMethod(path: string, kind: SpanKind, address?: Address): KnownMethod {
  const [service = '', ...method] = path.replace(/^\//, '').split('/');
  const attributes = {
    'rpc.system': 'grpc',
    'rpc.method': method.join('/'),
    'rpc.service': service,
    'server.address': address?.host,
    'server.port': address?.port,
  };
  return { name: `grpc.${path.replace('/', '')}`, options: sharingOptions(attributes, kind) };
}

/** Reads `dns:shop.example:50051`. Sockets have neither, and addresses of IPv6 as little as upstream's have. */
function readTarget(target: string): Address {
  const [, host, digits = ''] = /([\w+.-]+):([\d+.-]+)$/.exec(target) ?? [];
  const port = Number.parseInt(digits, 10);
  return { host, port: Number.isNaN(port) ? undefined : port };
}

/** Exceeds the methods of any service: more come only from paths that contain names of things. */
const MAX_METHODS = 500;

/** The methods that are called at an address. */
export class KnownMethods {
  readonly #address: Address;
  readonly #byPath = new Map<string, KnownMethod>();

  constructor(target: string) {
    this.#address = readTarget(target);
  }

  of(path: string): KnownMethod {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    if (isFull(this.#byPath.size, MAX_METHODS)) this.#byPath.clear();
    const method = describeMethod(path, SpanKind.CLIENT, this.#address);
    this.#byPath.set(path, method);
    return method;
  }
}
