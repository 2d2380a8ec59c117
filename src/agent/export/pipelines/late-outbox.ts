import type { Resource } from '@opentelemetry/resources';
import { ownDiag } from '../../../shared/log';
import { createScopeEncoder, type Format, type Scope } from '../encode/scope-groups';
import type { OwnOutbox } from '../shared-memory/open-outbox';
import type { Encoder } from '../types';
import type { Route } from './route';

/** Opens memory for a worker's items that the main thread can read. */
export type OpenOutbox = (route: Route) => OwnOutbox;

/** Outbox that is opened with the first item: most workers that a process starts never have one. */
export interface LateOutbox {
  createEncoder<Item extends { readonly instrumentationScope: Scope }>(
    format: Format<Item>,
    resource: () => Resource,
  ): Encoder<Item>;
  /** Notes the number of items that the worker is sending itself. */
  setHeld(items: number): void;
}

/** Makes the outbox of a worker's pipeline; undefined in the main thread, which has no `open`. */
export function lateOutbox(route: Route, open: OpenOutbox | undefined): LateOutbox | undefined {
  if (open === undefined) return undefined;
  let isOpen = false;
  let outbox: OwnOutbox | undefined;

  function opened(): OwnOutbox | undefined {
    if (isOpen) return outbox;
    isOpen = true;
    try {
      outbox = open!(route);
    } catch (error) {
      ownDiag.warn(`a worker thread sends ${route.signal} itself: ${String(error)}`);
    }
    return outbox;
  }

  return {
    createEncoder<Item extends { readonly instrumentationScope: Scope }>(
      format: Format<Item>,
      resource: () => Resource,
    ) {
      let encoder: Encoder<Item> | undefined;
      const begun = () =>
        (encoder ??= opened()?.createEncoder(format, resource) ?? createScopeEncoder(format, resource));
      return {
        add: (item: Item) => begun().add(item),
        encode: (item: Item) => begun().encode(item),
        addEncoded: (scope: Scope, bytes: Uint8Array) => begun().addEncoded(scope, bytes),
        take: (isFlush?: boolean) => encoder?.take(isFlush),
        get bytes() {
          return encoder?.bytes ?? 0;
        },
        get items() {
          return encoder?.items ?? 0;
        },
        get canWait() {
          return encoder?.canWait === true;
        },
      };
    },
    setHeld(items) {
      if (items > 0 || isOpen) opened()?.setHeld(items);
    },
  };
}
