import { sharingOptions } from '../../../../tracing/shared-attributes';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { runHandler } from '../../run-handler';
import { beginRun } from './begin-run';
import { originals } from './show-originals';
import type { Method, TracedNest } from './types';

/** Methods by their originals: NestJS makes the routes of controllers that live for a request with each request. */
const traced = new WeakMap<Method, Method>();

/** Wraps a method of a controller, with the metadata of its decorators. */
export function tracedMethod(tracing: TracedNest, method: Method): Method {
  const known = traced.get(method);
  if (known !== undefined) return known;
  const made = tracingMethod(tracing, method);
  copyMetadata(method, made);
  traced.set(method, made);
  originals.set(made, method);
  return made;
}

function tracingMethod(tracing: TracedNest, method: Method): Method {
  const name = method.name || 'anonymous nest handler';
  const options = sharingOptions({
    component: '@nestjs/core',
    'nestjs.version': tracing.version,
    'nestjs.type': 'handler',
    'nestjs.callback': method.name,
  });
  return looksLike(method, function (this: unknown, ...args: unknown[]) {
    const run = beginRun(tracing, parent => tracing.instruments.tracer.startSpan(name, options, parent));
    return run === undefined ? method.apply(this, args) : runHandler(run, method, this, args);
  });
}

/** `reflect-metadata`, which NestJS brings, adds these functions to `Reflect`. */
interface Metadata {
  getMetadataKeys(target: object): unknown[];
  getMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

function copyMetadata(from: Method, to: Method): void {
  const metadata = Reflect as unknown as Metadata;
  for (const key of metadata.getMetadataKeys(from))
    metadata.defineMetadata(key, metadata.getMetadata(key, from), to);
}
