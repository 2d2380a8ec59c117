import type { OperationStats } from '../../../viewer/receiver/analyse/operations/operations';
import type { TimeWindow } from '../../../viewer/receiver/analyse/operations/time-window';
import type { ServiceMap } from '../../../viewer/receiver/analyse/service-map';
import type { Health } from '../../../viewer/receiver/analyse/services/health';
import type { KnownLibrary } from '../../../viewer/receiver/analyse/services/libraries';
import type { ServiceState } from '../../../viewer/receiver/analyse/services/service-states';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import { formatDuration } from '../../../viewer/receiver/terminal/format-duration';
import { type Cell, numberCell, tableOf } from '../table';
import { isoOfMs, msOf, timeParameters } from '../time';
import type { Answered, Asking, WindowData } from './answer';

/** Answer of the viewer's overview. */
export interface Overview {
  readonly window: TimeWindow;
  readonly operations: readonly OperationStats[];
  readonly map: ServiceMap;
}

export interface ServicesData {
  readonly window: WindowData;
  readonly services: readonly {
    readonly service: string;
    readonly requests: number;
    readonly perSecond: number;
    readonly errors: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
    readonly p99Ms: number;
    readonly calls: readonly {
      readonly to: string;
      readonly type: string;
      readonly calls: number;
      readonly errors: number;
      readonly p95Ms: number;
    }[];
    /** Null in an answer of an older viewer. */
    readonly state: StateData | null;
  }[];
}

/** Telemetry that arrives of a service, and its SDK's account of its own work. Numbers are of all that is kept. */
export interface StateData {
  readonly lastSeenAt: string;
  readonly arrived: { readonly spans: number; readonly logs: number; readonly dataPoints: number };
  readonly agents: readonly string[];
  readonly sdks: readonly string[];
  readonly runtimes: readonly string[];
  readonly processes: number;
  /** Null where the service sends no `otel.sdk.*` metrics. */
  readonly health: Pick<Health, 'signals' | 'exports'> | null;
  /** Null where the service sends no `otel_agent.library`. */
  readonly libraries: readonly KnownLibrary[] | null;
}

/** Services with the requests that they answer, and whom they call. */
export async function askServices({ source, since, service }: Asking): Promise<Answered<ServicesData>> {
  const overview = (await source.ask<Overview>('/api/v1/overview', {
    ...timeParameters(since),
    buckets: 1,
  }))!;
  const states = await source.ask<{ readonly services: readonly ServiceState[] }>(
    '/api/v1/services',
    timeParameters(since),
  );
  const data = dataOf(overview, states?.services ?? [], service);
  return {
    data,
    isFound: data.services.length > 0,
    text: ({ paint }) =>
      data.services.length === 0
        ? 'No service has sent anything.'
        : tableOf(
            data.services.flatMap(each => [serviceRow(each), ...stateRows(each), ...each.calls.map(callRow)]),
            paint,
          ),
  };
}

function dataOf(
  { window, map }: Overview,
  states: readonly ServiceState[],
  service: string | undefined,
): ServicesData {
  const seconds = (window.untilMs - window.sinceMs) / 1000;
  const types = new Map(map.nodes.map(({ name, type }) => [name, type]));
  const nodes = map.nodes.filter(({ type }) => type === 'service');
  const onMap = new Set(nodes.map(({ name }) => name));
  const others = states.filter(state => !onMap.has(state.service)).map(state => withoutSpans(state.service));
  return {
    window: windowData(window),
    services: [...nodes, ...others]
      .filter(({ name }) => service === undefined || name === service)
      .map(({ name, count, errors, p50Ns, p95Ns, p99Ns }) => ({
        service: name,
        requests: count,
        perSecond: Number((count / seconds).toPrecision(3)),
        errors,
        p50Ms: msOf(p50Ns),
        p95Ms: msOf(p95Ns),
        p99Ms: msOf(p99Ns),
        calls: map.edges
          .filter(({ from }) => from === name)
          .map(edge => ({
            to: edge.to,
            type: types.get(edge.to) ?? 'service',
            calls: edge.count,
            errors: edge.errors,
            p95Ms: msOf(edge.p95Ns),
          })),
        state: stateOf(states.find(state => state.service === name)),
      })),
  };
}

function withoutSpans(name: string) {
  return { name, count: 0, errors: 0, p50Ns: 0, p95Ns: 0, p99Ns: 0 };
}

function stateOf(state: ServiceState | undefined): StateData | null {
  if (state === undefined) return null;
  const { agents, sdks, runtimes, instances, otherInstances, spans, logs, metrics, health } = state;
  return {
    lastSeenAt: isoOfMs(state.lastSeenMs),
    arrived: { spans: spans.count, logs: logs.count, dataPoints: metrics.count },
    agents,
    sdks,
    runtimes,
    processes: instances.length + otherInstances,
    health: health === undefined ? null : { signals: health.signals, exports: health.exports },
    libraries: state.libraries ?? null,
  };
}

/** Gives the ends of a window in ISO 8601. */
export function windowData({ sinceMs, untilMs }: TimeWindow): WindowData {
  return { since: isoOfMs(sinceMs), until: isoOfMs(untilMs) };
}

type Service = ServicesData['services'][number];

function serviceRow({ service, requests, errors, p50Ms, p95Ms, p99Ms }: Service): Cell[] {
  return [
    { text: cleanText(service, 40), colour: 'cyan' },
    numberCell(`${requests} requests`),
    numberCell(errorsText(errors, requests), errors > 0 ? 'red' : 'dim'),
    numberCell(`p50 ${ms(p50Ms)}`),
    numberCell(`p95 ${ms(p95Ms)}`),
    numberCell(`p99 ${ms(p99Ms)}`),
  ];
}

/** Software, losses and libraries without spans, where they are known. */
function stateRows({ state }: Service): Cell[][] {
  if (state === null) return [];
  const { agents, sdks, runtimes, arrived, health, libraries } = state;
  const software = [agents[0] ?? sdks[0], runtimes[0]].filter(text => text !== undefined).join(', ');
  const lost = (health?.signals ?? []).flatMap(({ dropped }) => dropped);
  const failed = (health?.exports ?? []).reduce((sum, each) => sum + each.failed, 0);
  const untraced = (libraries ?? []).filter(({ reason }) => reason !== '');
  const lines = [
    ...(software === '' ? [] : [{ text: software, colour: 'dim' as const }]),
    ...(arrived.spans === 0 ? [{ text: 'no spans arrive', colour: 'red' as const }] : []),
    ...lost.map(({ reason, items }) => ({ text: `${items} items lost: ${reason}`, colour: 'red' as const })),
    ...(failed === 0 ? [] : [{ text: `${failed} export requests failed`, colour: 'red' as const }]),
    ...untraced.map(({ library, reason }) => ({
      text: `${library} is not traced: ${reason}`,
      colour: 'red' as const,
    })),
  ];
  return lines.map(({ text, colour }) => [{ text: `  ${cleanText(text, 100)}`, colour }]);
}

function callRow({ to, calls, errors, p95Ms }: Service['calls'][number]): Cell[] {
  return [
    { text: `  → ${cleanText(to, 40)}` },
    numberCell(`${calls} calls`),
    numberCell(errorsText(errors, calls), errors > 0 ? 'red' : 'dim'),
    numberCell(''),
    numberCell(`p95 ${ms(p95Ms)}`),
  ];
}

/** `3.1% errors`, `no errors`. */
export function errorsText(errors: number, of: number): string {
  return errors === 0 ? 'no errors' : `${Number(((errors / of) * 100).toPrecision(2))}% errors`;
}

/** Shows milliseconds in the unit that fits: `1.2 s`. */
export function ms(value: number): string {
  return formatDuration(value * 1e6);
}
