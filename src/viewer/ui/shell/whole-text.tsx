import type { CSSProperties } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Pixels that the box may take. */
const BOX = { width: 360, height: 80 };
/** Pixels that stay free around it. */
const MARGIN = 8;

/** Shows the whole of texts that are cut off: as a title under the pointer, below the element that has the focus. */
export function WholeText() {
  const [shown, setShown] = useState<{ text: string; style: CSSProperties } | undefined>();
  useEffect(() => {
    const show = () => {
      const element = document.activeElement as HTMLElement;
      const text = element.matches(':focus-visible') ? cutTextsOf(element) : '';
      setShown(text === '' ? undefined : { text, style: beside(element) });
    };
    const hide = () => setShown(undefined);
    addEventListener('pointerover', giveTitle);
    addEventListener('focusin', show);
    addEventListener('focusout', hide);
    addEventListener('scroll', show, { capture: true, passive: true });
    return () => {
      removeEventListener('pointerover', giveTitle);
      removeEventListener('focusin', show);
      removeEventListener('focusout', hide);
      removeEventListener('scroll', show, { capture: true });
    };
  }, []);
  if (shown === undefined) return null;
  // Screen readers have read the whole text already.
  return (
    <div class="whole-text" aria-hidden="true" style={shown.style}>
      {shown.text}
    </div>
  );
}

/** Below an element, or above it at the end of the window. */
function beside(element: HTMLElement): CSSProperties {
  const { left, top, bottom } = element.getBoundingClientRect();
  const x = `${Math.max(MARGIN, Math.min(left, innerWidth - BOX.width - MARGIN))}px`;
  return bottom + BOX.height < innerHeight
    ? { left: x, top: `${bottom + 2}px` }
    : { left: x, bottom: `${innerHeight - top + 2}px` };
}

/** Elements that have their title from here: it follows their text. */
const titled = new WeakSet<HTMLElement>();

function giveTitle({ target }: Event): void {
  for (let element = target as HTMLElement | null; element !== null; element = element.parentElement) {
    if (element.title !== '' && !titled.has(element)) return;
    if (!isCut(element)) continue;
    element.title = shownText(element);
    titled.add(element);
    return;
  }
}

/** Texts within an element, or in the cell around it, that do not fit. */
function cutTextsOf(element: HTMLElement): string {
  const cell = element.closest('th, td');
  const parts = [...(cell ? [cell] : []), element, ...element.querySelectorAll('*')] as HTMLElement[];
  return parts.filter(isCut).map(shownText).join('\n');
}

function isCut(element: HTMLElement): boolean {
  const { scrollWidth, clientWidth } = element;
  // Texts for screen readers alone are a pixel wide.
  return (
    clientWidth > 1 && scrollWidth > clientWidth && getComputedStyle(element).textOverflow === 'ellipsis'
  );
}

function shownText(element: HTMLElement): string {
  // biome-ignore lint/performance/useDomNodeTextContent: texts for screen readers alone are left out
  return element.innerText;
}
