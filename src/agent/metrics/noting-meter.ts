import {
  type Attributes,
  type Context,
  context as contextApi,
  type Meter,
  type MetricOptions,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { Unexported } from './unexported';

/**
 * Makes the instruments of an SDK's meter note their measurements, and returns the meter. Requests of OpenTelemetry's own
 * exporters are measured, too: noted, each export would wait for the next.
 */
export function notingMeter(meter: Meter, unexported: Unexported): Meter {
  for (const [create, method] of CALLED) noteCreated(meter, create, method, unexported);
  return meter;
}

const CALLED = [
  ['createCounter', 'add'],
  ['createUpDownCounter', 'add'],
  ['createHistogram', 'record'],
  ['createGauge', 'record'],
] as const;

type Create = (name: string, options?: MetricOptions) => Record<string, Measure>;
type Measure = (value: number, attributes?: Attributes, context?: Context) => void;

function noteCreated(
  meter: Meter,
  create: (typeof CALLED)[number][0],
  method: (typeof CALLED)[number][1],
  unexported: Unexported,
): void {
  const make = meter[create].bind(meter) as unknown as Create;
  const noting: Create = (name, options) => {
    const instrument = make(name, options);
    const measure = instrument[method]!;
    instrument[method] = (value, attributes, context) => {
      if (!unexported.isNoted && !isTracingSuppressed(contextApi.active())) unexported.note();
      measure.call(instrument, value, attributes, context);
    };
    return instrument;
  };
  Object.assign(meter, { [create]: noting });
}
