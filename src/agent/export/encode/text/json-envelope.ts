import type { Resource } from '@opentelemetry/resources';
import { asText } from '../../../../shared/as-text';
import { ByteSink } from '../byte-sink';
import { settledAttributes } from '../resource-attributes';
import type { Scope, ScopeGroup } from '../scope-groups';
import { jsonAttributes } from './json-values';

/** Joins the encoded items of all scopes to an export request of OTLP/JSON; the three names differ by signal. */
export function assembleJson(
  resourceItems: string,
  scopeItems: string,
  items: string,
  groups: readonly ScopeGroup[],
  resource: Resource,
): Uint8Array {
  const request = new ByteSink(1024 + groups.reduce((bytes, group) => bytes + 512 + group.sink.end, 0));
  request.text(`{"${resourceItems}":[{"resource":${jsonResource(resource)},"${scopeItems}":[`);
  groups.forEach(({ scope, sink }, index) => {
    request.text(`${index === 0 ? '' : ','}{"scope":${jsonScope(scope)},"${items}":[`);
    request.append(sink.bytes.subarray(0, sink.end));
    request.text(`]${schemaUrl(scope.schemaUrl)}}`);
  });
  request.text(`]${schemaUrl(resource.schemaUrl)}}]}`);
  return request.bytes.subarray(0, request.end);
}

function jsonResource(resource: Resource): string {
  return JSON.stringify({
    attributes: jsonAttributes(settledAttributes(resource)),
    droppedAttributesCount: 0,
  });
}

function jsonScope({ name, version, attributes, droppedAttributesCount }: Scope): string {
  const own = attributes && { attributes: jsonAttributes(attributes), droppedAttributesCount };
  return JSON.stringify({ name: asText(name), version: version && asText(version), ...own });
}

function schemaUrl(url: string | undefined): string {
  return url ? `,"schemaUrl":${JSON.stringify(asText(url))}` : '';
}
