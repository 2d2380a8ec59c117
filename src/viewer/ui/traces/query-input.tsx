import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon';
import { useShortcut } from '../state/shortcuts';
import { suggestAt } from './suggest';
import { useSuggestions } from './use-suggestions';

/** A field for queries that proposes fields, operators and values. Enter searches. */
export function QueryInput({
  query,
  error,
  onQuery,
}: {
  readonly query: string;
  readonly error: string | undefined;
  readonly onQuery: (query: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  useEffect(() => setText(query), [query]);
  useShortcut('/', 'Search', () => input.current!.focus());
  const suggesting = suggestAt(text, caret);
  const suggestions = useSuggestions(isOpen ? suggesting : undefined);
  const isListed = isOpen && suggestions.length > 0;

  const note = () => setCaret(input.current!.selectionStart ?? 0);
  const edit = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setChosen(-1);
  };
  const take = (suggestion: string) => {
    const before = `${text.slice(0, suggesting.from)}${suggestion} `;
    const next = before + text.slice(caret).trimStart();
    // At once, and not with the next frame: text typed until then would stand before earlier text.
    input.current!.value = next;
    input.current!.setSelectionRange(before.length, before.length);
    edit(next, before.length);
  };
  const search = () => {
    setOpen(false);
    onQuery(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setOpen(true);
      setChosen(at => Math.max(-1, Math.min(suggestions.length - 1, at + step)));
    } else if (event.key === 'Escape') {
      if (!isListed) input.current!.blur();
      setOpen(false);
      setChosen(-1);
    } else if (event.key === 'Enter' && isListed && chosen >= 0) take(suggestions[chosen]!);
    else if (event.key === 'Enter') search();
    else if (event.key === 'Tab' && isListed && chosen >= 0) take(suggestions[chosen]!);
    else return;
    event.preventDefault();
  };

  return (
    <div class="query">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Query"
        aria-expanded={isListed}
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-activedescendant={isListed && chosen >= 0 ? `suggestion-${chosen}` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby="query-error"
        autocomplete="off"
        spellcheck={false}
        placeholder="http.route = /checkout and duration > 500ms"
        value={text}
        onInput={event => {
          setOpen(true);
          edit(event.currentTarget.value, event.currentTarget.selectionStart ?? 0);
        }}
        onClick={() => {
          note();
          setOpen(true);
        }}
        onKeyUp={note}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setOpen(false);
          if (text.trim() !== query) onQuery(text.trim());
        }}
      />
      {text !== '' && (
        <button
          type="button"
          class="quiet icon-only"
          title="Clear the query"
          onClick={() => {
            setText('');
            onQuery('');
            input.current!.focus();
          }}
        >
          <Icon name="close" />
          <span class="unseen">Clear the query</span>
        </button>
      )}
      {isListed && (
        <div class="suggestions" id="suggestions" role="listbox" aria-label="Suggestions">
          {suggestions.map((suggestion, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keyboard
            <div
              key={suggestion}
              id={`suggestion-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === chosen}
              onMouseDown={event => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              {suggestion}
            </div>
          ))}
        </div>
      )}
      <p class="query-error" id="query-error" role="alert">
        {error}
      </p>
    </div>
  );
}
