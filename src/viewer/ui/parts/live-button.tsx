import type { ComponentChildren } from 'preact';
import { change } from '../state/place';
import { useShortcut } from '../state/shortcuts';
import { Icon } from './icon';

/** Pauses a page's live tail, and lets it go on, by a click or the key `p`. The address keeps the choice. */
export function LiveButton({
  isPaused,
  children,
}: {
  readonly isPaused: boolean;
  readonly children?: ComponentChildren;
}) {
  const pause = () => change({ live: isPaused ? undefined : 'off' });
  useShortcut('p', isPaused ? 'Go on with the live tail' : 'Pause the live tail', pause);
  return (
    <button
      type="button"
      class="field live"
      aria-pressed={!isPaused}
      onClick={pause}
      title="Pause or go on (p)"
    >
      <Icon name={isPaused ? 'play' : 'pause'} />
      {isPaused ? 'Paused' : 'Live'}
      {children}
    </button>
  );
}
