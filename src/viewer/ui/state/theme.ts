import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'otel-agent-theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** Choice of the user; `system` follows the machine's setting. */
export const theme = signal<Theme>(chosen());
/** True if the page is dark now. Canvases have to be drawn anew when it changes. */
export const isDark = signal(false);

/** Shows the chosen theme, and follows the machine's setting from now on. */
export function applyTheme(): void {
  const machine = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.theme = theme.value;
    isDark.value = theme.value === 'dark' || (theme.value === 'system' && machine.matches);
  };
  machine.addEventListener('change', apply);
  theme.subscribe(apply);
}

/** Goes on to the next theme. */
export function nextTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length]!;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function chosen(): Theme {
  try {
    return ORDER.find(each => each === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}
