import path from 'node:path';
import { freePorts } from './free-ports';
import { type ShopProcess, startProcess } from './shop-process';
import { SHOP_PROCESSES, type ShopPorts, type ShopService, shopServices } from './shop-services';

export interface Shop {
  /** Address of the storefront. */
  readonly url: string;
  /** Settles with a sentence when a process ends unasked. */
  readonly broken: Promise<string>;
  /** Ends all processes. They send their last spans. */
  close(): Promise<void>;
}

/** Environment of a shop process. */
export type EnvFor = (service: ShopService) => NodeJS.ProcessEnv;

/** Starts the shop's processes, all at once. Rejects with a ShopError when one does not start; then none is left. */
export async function openShop(folder: string, envFor: EnvFor): Promise<Shop> {
  const numbers = await freePorts(SHOP_PROCESSES.length);
  const ports = Object.fromEntries(SHOP_PROCESSES.map((name, at) => [name, numbers[at]!])) as ShopPorts;
  const services = shopServices(ports);
  let tellBroken: (sentence: string) => void = () => {};
  const broken = new Promise<string>(resolve => {
    tellBroken = resolve;
  });
  const starts = services.map(service =>
    startProcess(service.name, path.join(folder, service.entry), {
      cwd: folder,
      env: { ...envFor(service), ...service.env },
      onEnd: tellBroken,
    }),
  );
  const started = await Promise.allSettled(starts);
  const running = started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = started.find(each => each.status === 'rejected');
  if (failed !== undefined) {
    await closeAll(running);
    throw failed.reason;
  }
  return { url: `http://127.0.0.1:${ports.storefront}`, broken, close: () => closeAll(running) };
}

/** Order of ending: callers first, so that none calls a service that is gone. */
async function closeAll(processes: readonly ShopProcess[]): Promise<void> {
  for (const each of [...processes].reverse()) await each.stop();
}
