import { useRef } from 'preact/hooks';
import { forgetAll } from '../api/client';
import { formatBytes, formatMany } from '../format/number';
import { Icon } from '../parts/icon';
import { status } from '../state/live';
import { goTo } from '../state/place';
import { takeFiles } from './drop-files';

/** Saving, opening, and what is kept. */
export function MoreMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    menu.current!.open = false;
  };
  const chooseFiles = () => {
    close();
    const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true });
    input.onchange = () => takeFiles([...(input.files ?? [])]);
    input.click();
  };
  const forget = async () => {
    close();
    if (!confirm('Forget all traces, metrics and logs that are here?')) return;
    await forgetAll();
    goTo('/');
  };
  return (
    <details
      class="menu"
      ref={menu}
      onFocusOut={event => {
        if (!menu.current!.contains(event.relatedTarget as Node | null) && event.relatedTarget) close();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') close();
      }}
    >
      <summary class="quiet icon-only" title="Save, open, clear">
        <Icon name="menu" />
        <span class="unseen">Save, open, clear</span>
      </summary>
      <div class="sheet">
        <a class="item" href="/api/v1/export" download="traces.jsonl" onClick={close}>
          <Icon name="download" /> Save all traces
        </a>
        <button type="button" class="item" onClick={chooseFiles}>
          <Icon name="open" /> Open a file of traces…
        </button>
        <button type="button" class="item" onClick={forget}>
          <Icon name="trash" /> Clear
        </button>
        <Kept />
      </div>
    </details>
  );
}

function Kept() {
  if (status.value === undefined) return null;
  const { spans, traces, bytes, maxBytes, departedTraces } = status.value.spans;
  return (
    <p class="kept">
      {formatMany(spans, 'span')} in {formatMany(traces, 'trace')}
      <br />
      {formatBytes(bytes)} of {formatBytes(maxBytes)}
      {departedTraces > 0 && (
        <>
          <br />
          {formatMany(departedTraces, 'trace')} left to make room (--max-memory)
        </>
      )}
    </p>
  );
}
