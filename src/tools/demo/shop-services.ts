/** Process of the shop. */
export interface ShopService {
  readonly name: string;
  /** The file to run, in the shop's folder. */
  readonly entry: string;
  /** True if it runs with the agent: the database and the gateway belong to others. */
  readonly isOurs: boolean;
  readonly env: { readonly [name: string]: string };
}

/** Processes of the shop by name, and their ports. */
export const SHOP_PROCESSES = [
  'database',
  'gateway',
  'inventory',
  'replica',
  'payment',
  'checkout',
  'storefront',
] as const;

export type ShopPorts = { readonly [process in (typeof SHOP_PROCESSES)[number]]: number };

/** Orders in a round: one of each round asks the second replica, which looks for its stock in the wrong place. */
const ORDERS_A_ROUND = 8;

/**
 * Services of the shop, with its three faults: the gateway is slow for the cards of one bank, the inventory's second replica
 * is given a schema that does not exist, and the checkout's price of a basket is quadratic in its units.
 */
export function shopServices(ports: ShopPorts): ShopService[] {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const database = { DATABASE_URL: `postgres://postgres@127.0.0.1:${ports.database}/postgres` };
  const inventory = 'inventory/dist/server.cjs';
  const replicas = [...new Array<string>(ORDERS_A_ROUND - 1).fill(at(ports.inventory)), at(ports.replica)];
  const service = (
    name: keyof ShopPorts,
    entry: string,
    isOurs: boolean,
    env: ShopService['env'],
  ): ShopService => ({
    name,
    entry,
    isOurs,
    env: { ...env, PORT: String(ports[name]) },
  });
  return [
    service('database', 'database/server.mjs', false, {}),
    service('gateway', 'gateway/server.mjs', false, {}),
    service('inventory', inventory, true, database),
    service('replica', inventory, true, { ...database, STOCK_SCHEMA: 'staging' }),
    service('payment', 'payment/server.js', true, {
      GATEWAY_URL: `http://payment-gateway:${ports.gateway}`,
      GATEWAY_ADDRESS: '127.0.0.1',
    }),
    service('checkout', 'checkout/server.js', true, {
      ...database,
      INVENTORY_URLS: replicas.join(','),
      PAYMENT_URL: at(ports.payment),
    }),
    service('storefront', 'storefront/server.js', true, {
      INVENTORY_URL: at(ports.inventory),
      CHECKOUT_URL: at(ports.checkout),
      NODE_ENV: 'production',
    }),
  ];
}
