import type { CallFrame, SpanProfile } from '../../../../shared/profile/profile';
import { readSamples, type Samples } from './read-samples';

/**
 * Turns a profile into an OTLP ExportProfilesServiceRequest in JSON (`v1development`). Each sample has its moments, the CPU
 * time of each, and a link to the span that was active. Row 0 of a table stands for nothing.
 */
export function otlpProfile(profile: SpanProfile): object {
  const { service, pid, startedAtMs, spans } = profile.otelAgent;
  const samples = readSamples(profile);
  const stacks = new Stacks(samples);
  const { strings } = stacks;
  const startUs = Math.round(startedAtMs * 1000);
  const profiles = [
    {
      timeUnixNano: nanos(startUs),
      durationNano: nanos(profile.endTime - profile.startTime),
      sampleType: { typeStrindex: strings.of('cpu'), unitStrindex: strings.of('nanoseconds') },
      samples: rowsOf(samples, stacks, startUs),
    },
  ];
  const attributes = [
    { key: 'service.name', value: { stringValue: service } },
    { key: 'process.pid', value: { intValue: String(pid) } },
  ];
  return {
    resourceProfiles: [
      { resource: { attributes }, scopeProfiles: [{ scope: { name: 'otel-agent' }, profiles }] },
    ],
    dictionary: {
      mappingTable: [{}],
      attributeTable: [{}],
      linkTable: [{}, ...spans.map(([traceId, spanId]) => ({ traceId, spanId }))],
      ...stacks.tables,
    },
  };
}

interface SampleRow {
  readonly stackIndex: number;
  readonly linkIndex: number;
  readonly values: string[];
  readonly timestampsUnixNano: string[];
}

/** Samples with a stack and a span in common share a row. */
function rowsOf(samples: Samples, stacks: Stacks, startUs: number): SampleRow[] {
  const rows = new Map<string, SampleRow>();
  samples.each((node, span, atUs, us) => {
    const stackIndex = stacks.of(node);
    const linkIndex = span + 1;
    const key = `${stackIndex} ${linkIndex}`;
    const row = rows.get(key) ?? { stackIndex, linkIndex, values: [], timestampsUnixNano: [] };
    rows.set(key, row);
    row.values.push(nanos(us));
    row.timestampsUnixNano.push(nanos(startUs + atUs));
  });
  return [...rows.values()];
}

function nanos(us: number): string {
  return String(BigInt(Math.round(us)) * 1000n);
}

/** Stacks of a profile's nodes, from the function that ran to its callers, and the tables that they refer to. */
class Stacks {
  readonly strings = new Table('');
  readonly #functions = new Table<object>({});
  readonly #locations = new Table<object>({});
  readonly #stacks = new Table<object>({});
  readonly #samples: Samples;
  readonly #known = new Map<number, number>();

  constructor(samples: Samples) {
    this.#samples = samples;
  }

  /** Number of the stack that a node stands for. */
  of(node: number): number {
    const number = this.#known.get(node) ?? this.#stacks.of({ locationIndices: this.#locationsOf(node) });
    this.#known.set(node, number);
    return number;
  }

  get tables(): object {
    return {
      functionTable: this.#functions.rows,
      locationTable: this.#locations.rows,
      stackTable: this.#stacks.rows,
      stringTable: this.strings.rows,
    };
  }

  #locationsOf(node: number): number[] {
    const locations: number[] = [];
    for (let at: number | undefined = node; at !== undefined; at = this.#samples.callerOf(at)) {
      const frame = this.#samples.frameOf(at);
      if (frame.functionName !== '(root)') locations.push(this.#locationOf(frame));
    }
    return locations;
  }

  /** V8 tells where a function begins, not the line that ran. */
  #locationOf({ functionName, url, lineNumber, columnNumber }: CallFrame): number {
    const line = String(lineNumber + 1);
    const functionIndex = this.#functions.of({
      nameStrindex: this.strings.of(functionName || '(anonymous)'),
      filenameStrindex: this.strings.of(url),
      startLine: line,
    });
    return this.#locations.of({ lines: [{ functionIndex, line, column: String(columnNumber + 1) }] });
  }
}

/** Rows that are there once each, behind the row that stands for nothing. */
class Table<Row> {
  readonly rows: Row[];
  readonly #numbers: Map<string, number>;

  constructor(nothing: Row) {
    this.rows = [nothing];
    this.#numbers = new Map([[JSON.stringify(nothing), 0]]);
  }

  of(row: Row): number {
    const key = JSON.stringify(row);
    const number = this.#numbers.get(key) ?? this.rows.push(row) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
