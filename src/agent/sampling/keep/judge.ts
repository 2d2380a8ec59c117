import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type KeepRules, quantileText, slowText } from '../../../shared/rules/keep-rules';
import { attributeOf } from '../../export/span-item';
import { durationMs } from './local-trace';
import { SlowRoutes } from './slow-routes';

/** Judges local roots as they end. */
export class Judge {
  readonly #rules: KeepRules;
  readonly #routes: SlowRoutes | undefined;

  constructor(rules: KeepRules) {
    this.#rules = rules;
    this.#routes = rules.slowQuantile === undefined ? undefined : new SlowRoutes(rules.slowQuantile);
  }

  /** Learns from a local root, and tells why its trace is kept: `error`, `slow>800ms`, `slow>p99`. */
  judge(root: ReadableSpan): string | false {
    const { errors, slowMs, slowQuantile } = this.#rules;
    const isBeyond = this.#routes?.add(routeOf(root), durationMs(root));
    if (errors && root.status.code === SpanStatusCode.ERROR) return 'error';
    if (slowMs !== undefined && durationMs(root) > slowMs) return slowText(slowMs);
    return isBeyond === true && quantileText(slowQuantile!);
  }
}

function routeOf(root: ReadableSpan): string {
  const route = attributeOf(root, 'http.route');
  return typeof route === 'string' ? route : root.name;
}
