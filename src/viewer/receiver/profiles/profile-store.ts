import { randomUUID } from 'node:crypto';
import type { ProfileOrder, SpanProfile } from '../../../shared/profile/profile';

/** State of an order. */
export type OrderState = 'waiting' | 'running' | 'done' | 'failed';

/** Order for a profile of a service, and what became of it. */
export interface OrderedProfile extends ProfileOrder {
  readonly service: string;
  readonly orderedAtMs: number;
  state: OrderState;
  /** Process that took the order. */
  pid?: number;
  /** Reason of a failure, as a sentence for the user. */
  failure?: string;
  profile?: SpanProfile;
}

/** Processes call at least this often: metrics are exported each minute. */
export const PATIENCE_MS = 75_000;
/** Time beyond the profile's own for its way to the viewer. */
const DELIVERY_MS = 30_000;
/** Profiles that are kept; the oldest leave first. */
const MAX_KEPT = 12;

/** Orders for profiles, and the profiles that came. Processes fetch orders; the viewer calls nobody. */
export class ProfileStore {
  readonly #orders = new Map<string, OrderedProfile>();
  /** Raised when an order changes. */
  version = 0;

  /** Orders a profile of the next process of a service that calls. */
  order(service: string, seconds: number): OrderedProfile {
    const ordered: OrderedProfile = {
      id: randomUUID(),
      service,
      seconds,
      orderedAtMs: Date.now(),
      state: 'waiting',
    };
    this.add(ordered);
    return ordered;
  }

  /** Keeps an order or a finished profile. */
  add(ordered: OrderedProfile): void {
    this.version++;
    this.#orders.set(ordered.id, ordered);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > MAX_KEPT) this.#orders.delete(oldest!);
  }

  /** True while an order waits: answers to exports say so. */
  get isWanted(): boolean {
    return this.all().some(({ state }) => state === 'waiting');
  }

  /** Hands the oldest order for a service to a process; undefined if there is none. */
  take(service: string, pid: number): ProfileOrder | undefined {
    const ordered = this.all().findLast(each => each.state === 'waiting' && each.service === service);
    if (ordered === undefined) return undefined;
    this.version++;
    ordered.state = 'running';
    ordered.pid = pid;
    return { id: ordered.id, seconds: ordered.seconds };
  }

  /** Takes what a process delivers: a profile, or the reason why there is none. False if nobody waits for it. */
  deliver(id: string, delivered: SpanProfile | string): boolean {
    const ordered = this.get(id);
    if (ordered?.state !== 'running') return false;
    this.version++;
    if (typeof delivered === 'string')
      return this.#fail(ordered, `the process could not be profiled: ${delivered}`);
    ordered.state = 'done';
    ordered.profile = delivered;
    return true;
  }

  get(id: string): OrderedProfile | undefined {
    const ordered = this.#orders.get(id);
    if (ordered !== undefined) this.#giveUpLate(ordered);
    return ordered;
  }

  /** All orders, the newest first. */
  all(): OrderedProfile[] {
    const all = [...this.#orders.values()].reverse();
    for (const ordered of all) this.#giveUpLate(ordered);
    return all;
  }

  clear(): void {
    this.version++;
    this.#orders.clear();
  }

  #giveUpLate(ordered: OrderedProfile): void {
    const { state, orderedAtMs, seconds, service } = ordered;
    const waitedMs = Date.now() - orderedAtMs;
    if (state === 'waiting' && waitedMs > PATIENCE_MS)
      this.#fail(
        ordered,
        `no process of ${service} fetched the order: it has to run with otel-agent on this machine, send its telemetry here, and not have OTEL_AGENT_PROFILE=off`,
      );
    if (state === 'running' && waitedMs > PATIENCE_MS + seconds * 1000 + DELIVERY_MS)
      this.#fail(
        ordered,
        'the process took the order and did not deliver: it has ended, or its loop stands still',
      );
  }

  #fail(ordered: OrderedProfile, failure: string): true {
    this.version++;
    ordered.state = 'failed';
    ordered.failure = failure;
    return true;
  }
}
