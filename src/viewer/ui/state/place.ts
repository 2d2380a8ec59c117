import { signal } from '@preact/signals';

/** Place of the user. The address bar holds the state of every view, so that all of it can be linked to. */
export interface Place {
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/** Parameters to set; undefined and the empty string take one away. */
export type Changes = { readonly [name: string]: string | number | readonly string[] | undefined };

export const place = signal<Place>({ path: '/', parameters: new URLSearchParams() });

/** Reads the address bar from now on, and lets links within the viewer change it without loading the page anew. */
export function followAddressBar(): void {
  read();
  addEventListener('popstate', read);
  addEventListener('click', event => {
    const link = (event.target as Element).closest?.('a');
    if (link && isPlainClick(event) && isWithin(link)) {
      event.preventDefault();
      goTo(link.href);
    }
  });
}

/** Goes to another place of the viewer. */
export function goTo(href: string): void {
  history.pushState(null, '', href);
  read();
}

/** The address of a path with these parameters. */
export function hrefOf(path: string, changes: Changes = {}): string {
  return addressOf(path, new URLSearchParams(), changes);
}

/** The address of where the user is, with some parameters changed. */
export function hrefWith(changes: Changes): string {
  const { path, parameters } = place.value;
  return addressOf(path, new URLSearchParams(parameters), changes);
}

/** Changes parameters of the place. Text that is typed letter by letter replaces the address instead of adding to the history. */
export function change(changes: Changes, { replace = false } = {}): void {
  const href = hrefWith(changes);
  if (href === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', href);
  read();
}

function addressOf(path: string, parameters: URLSearchParams, changes: Changes): string {
  for (const [name, value] of Object.entries(changes)) {
    parameters.delete(name);
    for (const each of [value].flat()) {
      if (each !== undefined && each !== '') parameters.append(name, String(each));
    }
  }
  const query = parameters.toString();
  return query === '' ? path : `${path}?${query}`;
}

function read(): void {
  place.value = { path: location.pathname, parameters: new URLSearchParams(location.search) };
}

function isPlainClick(event: MouseEvent): boolean {
  const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey && !defaultPrevented;
}

function isWithin(link: HTMLAnchorElement): boolean {
  return (
    link.origin === location.origin &&
    link.hash === '' &&
    !link.hasAttribute('download') &&
    link.target === ''
  );
}
