/** Line drawings on a grid of 16, in the colour of the text beside them. */
const DRAWINGS = {
  alert: 'M8 1.8 14.8 13.7H1.2ZM8 6v3.6M8 11.6v.2',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 2.8V8l2.2 1.6',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M6 5.5h7V14H6ZM3.5 10.5h-1V2h7v1',
  database:
    'M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2Zm0 0v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  download: 'M8 2v8m-3-3 3 3 3-3M2.5 13.5h11',
  external: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm-6 6h12M8 2c4 4 4 8 0 12M8 2C4 6 4 10 8 14',
  filter: 'M2 3.5h12l-4.7 5.4v4L6.7 11V8.9Z',
  flame: 'M2 13.5h12M3.5 10h9M5 6.5h5.5M6.5 3h2',
  link: 'M6.5 9.5a2.8 2.8 0 0 0 4 0l2.6-2.6a2.8 2.8 0 0 0-4-4L8 4m1.5 2.5a2.8 2.8 0 0 0-4 0L2.9 9.1a2.8 2.8 0 0 0 4 4L8 12',
  list: 'M2 4h12M2 8h12M2 12h8',
  menu: 'M3 7.4v1.2M8 7.4v1.2M13 7.4v1.2',
  messaging: 'M2 3.5h12v9H2Zm0 .5 6 4.5L14 4',
  moon: 'M13.5 9.6A6 6 0 1 1 6.4 2.5a4.8 4.8 0 0 0 7.1 7.1Z',
  open: 'M1.8 13V3.2h4.4l1.6 1.9h6.4V13Z',
  pause: 'M5.2 3v10M10.8 3v10',
  play: 'M4.5 2.8v10.4L13 8Z',
  search: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6Zm3.5 8.3L14 14',
  service: 'M8 1.8 13.4 5v6L8 14.2 2.6 11V5Z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm0-4v1.5M8 13.5V15M1 8h1.5m11 0H15M3 3l1 1m8 8 1 1M3 13l1-1m8-8 1-1',
  system: 'M2 3h12v8.5H2ZM5.5 14h5',
  trash: 'M2.5 4h11M6 4V2.2h4V4m2.2 0-.7 9.8h-7L3.8 4',
  waterfall: 'M2 3.5h6M4.5 8H12M9 12.5h5',
} as const;

export type IconName = keyof typeof DRAWINGS;

/** A drawing that goes with a text: screen readers pass over it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
