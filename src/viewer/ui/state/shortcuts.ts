import { useLayoutEffect } from 'preact/hooks';

/** Action of a key in the present view. */
interface Shortcut {
  /** As `KeyboardEvent.key` has it; two with a space between are pressed one after the other. */
  readonly keys: string;
  readonly label: string;
  readonly act: () => void;
}

const active = new Set<Shortcut>();
/** The first of two keys waits so long for the second. */
const SECOND_KEY_MS = 1500;

let first = { key: '', ms: 0 };

/** Lets a key act as long as the component is shown. */
export function useShortcut(keys: string, label: string, act: () => void): void {
  // In the frame of its view: keys that follow each other fast would otherwise act on the view before.
  useLayoutEffect(() => {
    const shortcut = { keys, label, act };
    active.add(shortcut);
    return () => {
      active.delete(shortcut);
    };
  });
}

/** All that keys do now, by label. */
export function activeShortcuts(): readonly { readonly keys: string; readonly label: string }[] {
  return [...active].sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** Hears keys from now on, except where they are text, and except in an open dialog. */
export function hearKeys(): void {
  addEventListener('keydown', event => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (isText(event.target) && event.key !== 'Escape') return;
    const before = event.timeStamp - first.ms < SECOND_KEY_MS ? first.key : '';
    const both = before === '' ? undefined : find(`${before} ${event.key}`);
    const found = both ?? find(event.key);
    first = { key: both === undefined ? event.key : '', ms: event.timeStamp };
    if (found === undefined) return;
    event.preventDefault();
    found.act();
  });
}

function find(keys: string): Shortcut | undefined {
  return [...active].findLast(shortcut => shortcut.keys === keys);
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
