import {
  type AggregationOption,
  AggregationType,
  InstrumentType,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import type { Aggregation, View } from '../../shared/config/declared';
import { selects } from './selection';

/** Options of the SDK's views. */
export function viewOptions(views: readonly View[]): ViewOptions[] {
  return views.map(({ selector, name, description, aggregation, cardinalityLimit, attributeKeys }) => ({
    ...(selector.instrumentName !== undefined && { instrumentName: selector.instrumentName }),
    ...(selector.instrumentType !== undefined && { instrumentType: TYPES[selector.instrumentType]! }),
    ...(selector.unit !== undefined && { instrumentUnit: selector.unit }),
    ...(selector.meterName !== undefined && { meterName: selector.meterName }),
    ...(selector.meterVersion !== undefined && { meterVersion: selector.meterVersion }),
    ...(selector.meterSchemaUrl !== undefined && { meterSchemaUrl: selector.meterSchemaUrl }),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(aggregation && { aggregation: aggregationOf(aggregation) }),
    ...(cardinalityLimit !== undefined && { aggregationCardinalityLimit: cardinalityLimit }),
    ...(attributeKeys && { attributesProcessors: [keepKeys(selects(attributeKeys))] }),
  }));
}

const TYPES: Readonly<Record<string, InstrumentType>> = {
  counter: InstrumentType.COUNTER,
  gauge: InstrumentType.GAUGE,
  histogram: InstrumentType.HISTOGRAM,
  observable_counter: InstrumentType.OBSERVABLE_COUNTER,
  observable_gauge: InstrumentType.OBSERVABLE_GAUGE,
  observable_up_down_counter: InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
  up_down_counter: InstrumentType.UP_DOWN_COUNTER,
};

function aggregationOf(aggregation: Aggregation): AggregationOption {
  switch (aggregation.kind) {
    case 'drop':
      return { type: AggregationType.DROP };
    case 'sum':
      return { type: AggregationType.SUM };
    case 'last_value':
      return { type: AggregationType.LAST_VALUE };
    case 'explicit_bucket_histogram': {
      const { boundaries = DEFAULT_BOUNDARIES, recordMinMax } = aggregation;
      const options = { boundaries: [...boundaries], ...(recordMinMax !== undefined && { recordMinMax }) };
      return { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options };
    }
    case 'base2_exponential_bucket_histogram': {
      const { maxSize, recordMinMax } = aggregation;
      const options = {
        ...(maxSize !== undefined && { maxSize }),
        ...(recordMinMax !== undefined && { recordMinMax }),
      };
      return { type: AggregationType.EXPONENTIAL_HISTOGRAM, options };
    }
    default:
      return { type: AggregationType.DEFAULT };
  }
}

const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

function keepKeys(
  isKept: (name: string) => boolean,
): NonNullable<ViewOptions['attributesProcessors']>[number] {
  return {
    process: attributes => Object.fromEntries(Object.entries(attributes).filter(([name]) => isKept(name))),
  };
}
