import { findTierPorts, startTier, type Tier } from './start-tier';

/** Node agents and gateways as on a cluster: each agent has a gateway that it sends to, gateways share the traces out. */
export interface Chain {
  readonly agents: readonly Tier[];
  readonly gateways: readonly Tier[];
  /** URLs of the agents for OTLP over gRPC. */
  readonly grpcUrls: readonly string[];
  /** URLs of the agents for OTLP over HTTP, without /v1/…. */
  readonly httpUrls: readonly string[];
  stop(): Promise<void>;
}

export interface ChainOptions {
  /** Settings of each gateway; there are as many gateways, and as many agents. */
  readonly gateways: readonly Readonly<Record<string, string>>[];
  /** Further files for the gateways, such as keep-all.yaml. */
  readonly gatewayFiles?: readonly string[];
}

const WITHOUT_CLUSTER = 'without-cluster.yaml';

/** Starts all tiers from the files in docker/collector; replaces only the parts that need a cluster. */
export async function startChain({ gateways, gatewayFiles = [] }: ChainOptions): Promise<Chain> {
  const running: Tier[] = [];
  const stop = async () => {
    await Promise.all(running.map(tier => tier.stop()));
  };
  const start: typeof startTier = async (...tier) => {
    running.push(await startTier(...tier));
    return running.at(-1)!;
  };
  try {
    const places = await eachInTurn(gateways, () => findTierPorts());
    const peers = JSON.stringify(places.map(({ sampling }) => `127.0.0.1:${sampling}`));
    const tiers = await eachInTurn(gateways, (settings, at) =>
      start(
        ['gateway.yaml', WITHOUT_CLUSTER, ...gatewayFiles],
        { GATEWAY_PEER_LIST: peers, ...settings },
        places[at]!,
      ),
    );
    const agents = await eachInTurn(tiers, async ({ ports }) =>
      start(
        ['node-agent.yaml', WITHOUT_CLUSTER],
        { GATEWAY_ENDPOINT: `127.0.0.1:${ports.grpc}` },
        await findTierPorts(),
      ),
    );
    return {
      agents,
      gateways: tiers,
      grpcUrls: agents.map(({ ports }) => `http://127.0.0.1:${ports.grpc}`),
      httpUrls: agents.map(({ ports }) => `http://127.0.0.1:${ports.http}`),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs the tasks in turn: all of them look for ports and take them. */
async function eachInTurn<Item, Result>(
  items: readonly Item[],
  task: (item: Item, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [at, item] of items.entries()) results.push(await task(item, at));
  return results;
}
