/** Stack of an error or a block, in a box that scrolls within reach of the keyboard. */
export function Stack({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
    <pre tabIndex={0} role="group" aria-label="Stack">
      {text}
    </pre>
  );
}

/** The same behind a line that opens it; nothing where there is no stack. */
export function FoldedStack({ text }: { readonly text: string }) {
  if (text === '') return null;
  return (
    <details>
      <summary>Stack</summary>
      <Stack text={text} />
    </details>
  );
}
