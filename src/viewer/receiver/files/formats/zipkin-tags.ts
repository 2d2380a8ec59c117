import type { JsonMessage } from '../../wire/message-to-json';
import { type JsonTree, readPart } from './json-parts';
import { keyValue } from './span-groups';

/** Links of a span at most: as many as the Collector reads. */
const MAX_LINKS = 128;

/** Matches names of attributes that OpenTelemetry's conventions have for resources alone. */
const RESOURCE_TAG =
  /^(?:cloud|container|deployment|device|host|k8s|os|process|telemetry|webengine)\.|^service\.(?!peer\.)|^faas\.(?:name|version|instance)$/;

/** Tells whether a tag was an attribute of the resource. */
export function isResourceTag(key: string): boolean {
  return RESOURCE_TAG.test(key);
}

/**
 * The links that the Collector's exporter writes as tags `otlp.link.0`, `otlp.link.1` …, and the names of those tags:
 *
 *   trace id|span id|trace state|{"attribute":"value"}|dropped attributes
 */
export function linksIn(tags: { readonly [key: string]: unknown }): {
  links: JsonMessage[];
  linkTags: ReadonlySet<string>;
} {
  const links: JsonMessage[] = [];
  const linkTags = new Set<string>();
  for (let number = 0; number < MAX_LINKS; number++) {
    const key = `otlp.link.${number}`;
    const link = typeof tags[key] === 'string' ? linkFrom(tags[key]) : undefined;
    if (link === undefined) break;
    links.push(link);
    linkTags.add(key);
  }
  return { links, linkTags };
}

function linkFrom(text: string): JsonMessage | undefined {
  const [traceId = '', spanId = '', traceState = ''] = text.split('|', 3);
  const packed = unpack(text.slice(traceId.length + spanId.length + traceState.length + 3));
  if (packed === undefined || !/^[0-9a-f]{32}$/i.test(traceId) || !/^[0-9a-f]{16}$/i.test(spanId))
    return undefined;
  return { traceId, spanId, traceState, ...packed };
}

/** An event's name and attributes; the Collector's exporter writes `name|{"attribute":"value"}|dropped attributes`. */
export function packedEvent(text: string): JsonMessage {
  const bar = text.indexOf('|');
  const packed = bar === -1 ? undefined : unpack(text.slice(bar + 1));
  return packed === undefined ? { name: text } : { name: text.slice(0, bar), ...packed };
}

/** Reads `{…}|number`; undefined when it is something else. */
function unpack(text: string): JsonMessage | undefined {
  const match = /^(\{.*\}|null)\|(\d{1,9})$/s.exec(text);
  if (match === null) return undefined;
  try {
    const bytes = Buffer.from(match[1]!);
    const values = readPart({ bytes, from: 0, to: bytes.length }) as { [key: string]: JsonTree } | null;
    const attributes = Object.entries(values ?? {}).map(([key, value]) => keyValue(key, value));
    return { attributes, droppedAttributesCount: Number(match[2]) };
  } catch {
    return undefined;
  }
}
