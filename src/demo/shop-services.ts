/** One process of the shop. */
export interface ShopService {
  readonly name: string;
  /** The file to run, in the shop's folder. */
  readonly entry: string;
  /** Whether it runs with the agent: the database and the gateway are other people's. */
  readonly isOurs: boolean;
  readonly env: { readonly [name: string]: string };
}

/** The shop's processes by name, and their ports. */
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

/** Of so many orders one asks the second replica of the inventory, which looks for its stock in the wrong place. */
const ORDERS_A_ROUND = 8;

/**
 * The services of the shop and the two things that are wrong with it: the gateway is slow for the cards of one bank (it
 * does that itself), and the inventory's second replica was given a schema that does not exist.
 */
export function shopServices(ports: ShopPorts, runsTypeScript: boolean): ShopService[] {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const database = { DATABASE_URL: `postgres://postgres@127.0.0.1:${ports.database}/postgres` };
  const inventory = `inventory/server.${runsTypeScript ? 'ts' : 'generated.js'}`;
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
