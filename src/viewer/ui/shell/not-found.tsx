import { Message } from '../parts/message';
import { place } from '../state/place';
import { useTitle } from '../state/title';

/** Address that no view has. */
export function NotFound() {
  useTitle('Not found');
  return (
    <Message title="There is no such page">
      <p>
        The viewer has nothing at <code>{place.value.path}</code>.
      </p>
      <p class="links">
        <a href="/">Go to the overview</a>
        <a href="/traces">All traces</a>
      </p>
    </Message>
  );
}
