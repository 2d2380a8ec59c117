import { lookup } from 'node:dns/promises';
import net from 'node:net';
import type { Signal } from '../../../agent/export/types';
import type { ResolvedConfig } from '../../../shared/config';
import { type Destination, originOf } from '../../../shared/otlp/destination';
import { askExport } from './ask-export';
import { lookAtTls } from './look-at-tls';
import { openTunnel } from './open-tunnel';
import { type Receiver, STEP_TIMEOUT_MS, type Step } from './receiver';

/** Lists the receivers of all signals; signals that go to the same place in the same way share one. */
export function receiversOf({ signals }: ResolvedConfig): Receiver[] {
  const groups = new Map<string, [Signal, Destination][]>();
  for (const [signal, { targets }] of Object.entries(signals) as [
    Signal,
    ResolvedConfig['signals']['traces'],
  ][])
    for (const { destination } of targets) {
      if (destination === undefined) continue;
      const { protocol, tls, proxy } = destination;
      const key = [originOf(destination), protocol, proxy?.url, tls.ca, tls.cert].join('\n');
      groups.set(key, [...(groups.get(key) ?? []), [signal, destination]]);
    }
  return [...groups.values()].map(group => createReceiver(new Map(group)));
}

function createReceiver(destinations: ReadonlyMap<Signal, Destination>): Receiver {
  const [destination] = [...destinations.values()] as [Destination];
  const { proxy, isTls, protocol } = destination;
  const isTunnelled = proxy !== undefined && (isTls || protocol === 'grpc');
  const steps = onceAll({
    resolve: () => resolveHost(destination),
    connect: () => connect({ ...destination, ...proxy }),
    tunnel: () => (isTunnelled ? attempt(() => tryTunnel(destination)) : undefined),
    secure: () => (isTls ? attempt(() => lookAtTls(destination, STEP_TIMEOUT_MS)) : undefined),
    exports: () =>
      new Map([...destinations].map(([signal, to]) => [signal, askExport(signal, to, STEP_TIMEOUT_MS)])),
  });
  return {
    name: originOf(destination),
    destination,
    signals: [...destinations.keys()],
    resolve: () => steps().resolve,
    connect: () => steps().connect,
    tunnel: () => steps().tunnel,
    secure: () => steps().secure,
    export: signal => steps().exports.get(signal)!,
  };
}

/** Makes all steps together when the first is asked for, so that the slowest alone is waited for. */
function onceAll<Steps extends Record<string, () => unknown>>(make: Steps) {
  type Made = { readonly [Name in keyof Steps]: ReturnType<Steps[Name]> };
  let made: Made | undefined;
  return (): Made => {
    made ??= Object.fromEntries(Object.entries(make).map(([name, step]) => [name, step()])) as Made;
    return made;
  };
}

async function tryTunnel(destination: Destination): Promise<true> {
  (await openTunnel(destination, STEP_TIMEOUT_MS)).destroy();
  return true;
}

async function attempt<Value>(make: () => Promise<Value>): Promise<Step<Value>> {
  try {
    return { value: await make() };
  } catch (error) {
    return { error: error as Error };
  }
}

function resolveHost({ host, proxy, socketPath }: Destination) {
  const name = proxy?.host ?? host;
  return attempt(async () => (socketPath === undefined ? inTime(lookup(name, { all: true })) : []));
}

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no answer within ${STEP_TIMEOUT_MS} ms`);
    setTimeout(() => reject(error), STEP_TIMEOUT_MS).unref();
  });
  return Promise.race([work, late]);
}

function connect({ host, port, socketPath }: Pick<Destination, 'host' | 'port' | 'socketPath'>) {
  const startedMs = performance.now();
  return attempt(
    () =>
      new Promise<number>((resolve, reject) => {
        const socket = socketPath === undefined ? net.connect({ host, port }) : net.connect(socketPath);
        socket.setTimeout(STEP_TIMEOUT_MS, () =>
          socket.destroy(new Error(`no connection within ${STEP_TIMEOUT_MS} ms`)),
        );
        socket.on('error', reject);
        socket.on('connect', () => {
          socket.destroy();
          resolve(performance.now() - startedMs);
        });
      }),
  );
}
