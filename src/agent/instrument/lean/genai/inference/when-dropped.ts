/** Something that a dropped object ends. */
interface Ending {
  /** Called when the object is gone and can bring no more. */
  leave(): void;
}

let registry: FinalizationRegistry<Ending> | undefined;

/**
 * Ends the span of an answer that the app has dropped without reading it to its end. `object` must not be reachable from
 * `ending`. Returns a function that ends this watch.
 */
export function whenDropped(object: object, ending: Ending): () => void {
  registry ??= new FinalizationRegistry(dropped => dropped.leave());
  const token = {};
  registry.register(object, ending, token);
  return () => registry?.unregister(token);
}
