import { useState } from 'preact/hooks';
import { Icon } from './icon';

/** Puts a text on the clipboard, and says for a moment that it has. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" class="quiet icon-only" onClick={copy} title={`Copy ${what}`}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span class="unseen" role="status">
        {isCopied ? 'Copied' : ''}
      </span>
      <span class="unseen">Copy {what}</span>
    </button>
  );
}
