import { give, report } from '../into';
import { child, type FileNode, isNull } from '../nodes';
import { choice, map, own, type Part, unable } from './part';
import { booleanOf, pairText, setting, textIn, textsOf } from './values';

type Signal = 'TRACES' | 'METRICS' | 'LOGS';

/** Exporters of a signal in a processor or a periodic reader. */
export function exporters(signal: Signal): Part {
  const parts: Record<string, Part> = {
    otlp_http: otlp(signal, 'http/protobuf'),
    otlp_grpc: otlp(signal, 'grpc'),
    'otlp_file/development': map({ output_stream: stdoutOnly, ...aggregationOf(signal) }),
    console: map(aggregationOf(signal)),
    ...(signal === 'TRACES' && {
      zipkin: map({
        endpoint: setting('OTEL_EXPORTER_ZIPKIN_ENDPOINT'),
        timeout: setting('OTEL_EXPORTER_ZIPKIN_TIMEOUT'),
      }),
    }),
  };
  const part = choice(parts, (name, node, key, into) =>
    give(into, `OTEL_${signal}_EXPORTER`, EXPORTERS[name]!, key, node.place),
  );
  return { ...part, places: [{ path: '', setting: `OTEL_${signal}_EXPORTER` }, ...part.places] };
}

const EXPORTERS: Readonly<Record<string, string>> = {
  otlp_http: 'otlp',
  otlp_grpc: 'otlp',
  'otlp_file/development': 'otlp/stdout',
  console: 'console',
  zipkin: 'zipkin',
};

/** Options of OTLP, as the signal's own settings: nothing is appended to an endpoint. */
function otlp(signal: Signal, protocol: 'grpc' | 'http/protobuf'): Part {
  const name = (part: string) => `OTEL_EXPORTER_OTLP_${signal}_${part}`;
  const isGrpc = protocol === 'grpc';
  const part = map({
    endpoint: setting(name('ENDPOINT')),
    tls: map({
      ca_file: setting(name('CERTIFICATE')),
      key_file: setting(name('CLIENT_KEY')),
      cert_file: setting(name('CLIENT_CERTIFICATE')),
      ...(isGrpc && { insecure: setting(name('INSECURE')) }),
    }),
    headers: headers(name('HEADERS')),
    headers_list: listed(name('HEADERS')),
    compression: setting(name('COMPRESSION')),
    timeout: setting(name('TIMEOUT')),
    max_request_size: unable(
      'OTEL_AGENT_MAX_BATCH_BYTES bounds requests: distribution.otel_agent.max_batch_bytes',
    ),
    max_response_size: unable('responses are bounded by the agent itself'),
    ...(!isGrpc && {
      encoding: encoding(name('PROTOCOL')),
    }),
    ...aggregationOf(signal),
  });
  return {
    ...part,
    read(node, key, into) {
      give(into, name('PROTOCOL'), protocol, key, node.place);
      part.read(node, key, into);
    },
  };
}

/** `encoding` of OTLP over HTTP, which the setting has as a protocol. */
function encoding(name: string): Part {
  const protocol = setting(name, { protobuf: 'http/protobuf', json: 'http/json' });
  return {
    ...protocol,
    read(node, key, into) {
      const isKnown = isNull(node) || (node.kind === 'scalar' && /^(protobuf|json)$/.test(node.text));
      if (isKnown) protocol.read(node, key, into);
      else report(into, key, node, 'is not protobuf or json', 'protobuf');
    },
  };
}

function aggregationOf(signal: Signal): Record<string, Part> {
  if (signal !== 'METRICS') return {};
  const prefix = 'OTEL_EXPORTER_OTLP_METRICS';
  return {
    temporality_preference: setting(`${prefix}_TEMPORALITY_PREFERENCE`, { low_memory: 'lowmemory' }),
    default_histogram_aggregation: setting(`${prefix}_DEFAULT_HISTOGRAM_AGGREGATION`),
  };
}

const stdoutOnly = own((node, key, into) => {
  if (isNull(node) || (node.kind === 'scalar' && node.text === 'stdout')) return;
  report(into, key, node, 'is no stream that can be written', 'stdout');
});

/** `headers`: pairs of a name and a value, which win over `headers_list`. */
function headers(name: string): Part {
  return own(
    (node, key, into) => {
      const pairs = pairsOf(node, key, into);
      const before = into.texts.get(name)?.text;
      if (pairs.length > 0)
        give(into, name, [...(before ? [before] : []), pairText(pairs)].join(','), key, node.place);
    },
    { path: '', setting: name },
  );
}

function pairsOf(
  node: FileNode,
  key: string,
  into: Parameters<Part['read']>[2],
): (readonly [string, string])[] {
  if (isNull(node)) return [];
  if (node.kind !== 'list') {
    report(into, key, { ...node, kind: 'list', items: [] }, 'is no list of a name and a value each');
    return [];
  }
  return node.items.flatMap((item, index) => {
    const name = textIn(child(item, 'name'), `${key}[${index}].name`, into);
    const value = textIn(child(item, 'value'), `${key}[${index}].value`, into);
    if (name === undefined)
      report(into, `${key}[${index}]`, { ...item, kind: 'list', items: [] }, 'has no name');
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}

/** `headers_list`: pairs in one text, behind which those of `headers` stand. */
export function listed(name: string): Part {
  return own((node, key, into) => {
    const text = textIn(node, key, into)?.trim();
    const after = into.texts.get(name)?.text;
    if (text) give(into, name, after === undefined ? text : `${text},${after}`, key, node.place);
  });
}

/** Exporter of a reader that is scraped. Schema 1.0 had three of the options the other way round. */
export const prometheus: Part = map({
  host: setting('OTEL_EXPORTER_PROMETHEUS_HOST'),
  port: setting('OTEL_EXPORTER_PROMETHEUS_PORT'),
  scope_info_enabled: switched('withoutScopeInfo', true),
  without_scope_info: switched('withoutScopeInfo', false),
  'target_info_enabled/development': switched('withoutTargetInfo', true),
  'without_target_info/development': switched('withoutTargetInfo', false),
  resource_constant_labels: labels(),
  with_resource_constant_labels: labels(),
  translation_strategy: unable(
    'names are always escaped, with suffixes',
    'underscore_escaping_with_suffixes',
  ),
});

function switched(option: 'withoutScopeInfo' | 'withoutTargetInfo', isInverted: boolean): Part {
  return own((node, key, into) => {
    const value = booleanOf(node, key, into);
    const { component } = into;
    if (value !== undefined && component !== undefined)
      component.reader = { ...component.reader, [option]: value !== isInverted };
  });
}

function labels(): Part {
  return own((node, key, into) => {
    const { component } = into;
    const resourceLabels = selectionOf(node, key, into);
    if (component !== undefined) component.reader = { ...component.reader, resourceLabels };
  });
}

/** Globs that include and exclude names. */
export function selectionOf(node: FileNode, key: string, into: Parameters<Part['read']>[2]) {
  const selection: { included?: string[]; excluded?: string[] } = {};
  const globs = (name: 'included' | 'excluded') =>
    own((list, path) => {
      selection[name] = textsOf(list, path, into);
    });
  map({ included: globs('included'), excluded: globs('excluded') }).read(node, key, into);
  return selection;
}
