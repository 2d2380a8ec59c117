import type { BatchObservableCallback, Observable, ObservableCallback } from '@opentelemetry/api';
import type { ObservableRegistry } from '../observe';
import { LeanObservable, type Observers } from './lean-observable';

/** Callbacks of a meter's observable instruments, each once. */
export class LeanObservers implements ObservableRegistry, Observers {
  readonly _callbacks: { callback: ObservableCallback; instrument: LeanObservable }[] = [];
  readonly _batchCallbacks: { callback: BatchObservableCallback; instruments: Set<LeanObservable> }[] = [];

  get areThere(): boolean {
    return this._callbacks.length + this._batchCallbacks.length > 0;
  }

  add(callback: ObservableCallback, instrument: LeanObservable): void {
    this.remove(callback, instrument);
    this._callbacks.push({ callback, instrument });
  }

  remove(callback: ObservableCallback, instrument: LeanObservable): void {
    const isSame = (one: (typeof this._callbacks)[0]) =>
      one.callback === callback && one.instrument === instrument;
    removeFirst(this._callbacks, isSame);
  }

  /** Adds a callback for those of the instruments that are ours. */
  addBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    const instruments = lean(observables);
    if (instruments.size === 0) return;
    this.removeBatch(callback, observables);
    this._batchCallbacks.push({ callback, instruments });
  }

  removeBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    const instruments = lean(observables);
    const isSame = (one: (typeof this._batchCallbacks)[0]) =>
      one.callback === callback &&
      one.instruments.size === instruments.size &&
      [...instruments].every(instrument => one.instruments.has(instrument));
    removeFirst(this._batchCallbacks, isSame);
  }
}

function lean(observables: readonly Observable[]): Set<LeanObservable> {
  return new Set(observables.filter(observable => observable instanceof LeanObservable));
}

function removeFirst<Item>(list: Item[], isSame: (item: Item) => boolean): void {
  const index = list.findIndex(isSame);
  if (index >= 0) list.splice(index, 1);
}
