import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../parts/icon';
import { activeShortcuts } from '../state/shortcuts';
import { QueryExamples } from '../traces/query-examples';

const isOpen = signal(false);

export function openHelp(): void {
  isOpen.value = true;
}

/** Keys of the present view, and examples of queries. */
export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = isOpen.value;
  useEffect(() => {
    if (shown) dialog.current!.showModal();
  }, [shown]);
  if (!shown) return null;
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={() => (isOpen.value = false)}>
      <form method="dialog">
        <h2 id="help-title">Keyboard shortcuts</h2>
        <button type="submit" class="quiet icon-only" title="Close (Esc)">
          <Icon name="close" />
          <span class="unseen">Close</span>
        </button>
      </form>
      <dl>
        {activeShortcuts().map(({ keys, label }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map(key => (
                <kbd key={key}>{NAMES[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <h2>Queries</h2>
      <QueryExamples />
    </dialog>
  );
}

const NAMES: { readonly [key: string]: string } = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};
