import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Scrolls a list to its current entry when another one is chosen. */
export function useCurrentInSight(list: RefObject<HTMLElement | null>, current: string | undefined): void {
  useEffect(() => {
    list.current!.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
}
