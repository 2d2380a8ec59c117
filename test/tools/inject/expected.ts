import type { Json } from './arbitrary-manifest';

type Map = { [key: string]: Json };

/** Gives each pod template, wherever it is, to `visit`. */
export function eachPod(object: Json, visit: (template: Map, owner: Map) => void): void {
  const { kind, items, spec } = object as { kind: string; items: Json[]; spec: Map };
  if (kind === 'List') for (const item of items) eachPod(item, visit);
  const place = { Pod: object, Deployment: spec?.template, Job: spec?.template }[kind];
  const cron = kind === 'CronJob' ? ((spec.jobTemplate as Map).spec as Map).template : undefined;
  const template = place ?? cron;
  if (template !== undefined) visit(template as Map, object as Map);
}

/** Removes from objects all that `inject` adds to pods, found without its record. */
export function withoutAgent(objects: readonly Json[]): Json[] {
  const copies = structuredClone(objects) as Json[];
  for (const object of copies) eachPod(object, template => strip(template));
  return copies;
}

function strip(template: Map): void {
  const spec = template.spec as { [key: string]: Map[] };
  drop(spec, 'initContainers');
  drop(spec, 'volumes');
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    drop(container as never, 'volumeMounts');
    delete container.env;
  }
  const metadata = template.metadata as Map | undefined;
  const annotations = metadata?.annotations as Map | undefined;
  if (annotations !== undefined) delete annotations['otel-agent/injected'];
  if (annotations && Object.keys(annotations).length === 0) delete metadata!.annotations;
  if (metadata && Object.keys(metadata).length === 0) delete template.metadata;
}

function drop(map: { [key: string]: Map[] }, key: string): void {
  const kept = map[key]?.filter(item => item.name !== 'otel-agent') ?? [];
  if (kept.length === 0) delete map[key];
  else map[key] = kept;
}
