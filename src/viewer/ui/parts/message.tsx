import type { ComponentChildren } from 'preact';

/** Says why a view is empty, and what to do about it. */
export function Message({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="message">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Stands in for a view until its first answer; shows late, so that fast answers do not flicker. */
export function Loading() {
  return (
    <p class="loading" role="status">
      Loading…
    </p>
  );
}

/** A request that failed, in the receiver's own words. */
export function ErrorMessage({ error }: { readonly error: Error }) {
  return (
    <div class="message" role="alert">
      <h2>This could not be shown</h2>
      <p>{error.message}</p>
    </div>
  );
}
