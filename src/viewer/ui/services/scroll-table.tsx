import type { ComponentChildren } from 'preact';

/** Table in a box that scrolls where space is short, within reach of the keyboard. */
export function ScrollTable({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
    <div class="table-scroll" tabIndex={0} role="group" aria-label={label}>
      <table>{children}</table>
    </div>
  );
}
