import { CopyButton } from './copy-button';

/** Something to be typed into a terminal. */
export function Code({ text }: { readonly text: string }) {
  return (
    <div class="code">
      <code>{text}</code>
      <CopyButton text={text} what="the command" />
    </div>
  );
}
