import type { Attributes, Value } from '../../../receiver/trace';
import { Breakable } from '../../parts/breakable';
import { Icon } from '../../parts/icon';
import { hrefOf } from '../../state/place';
import { quoted } from '../../traces/compose-query';

/** Keys and values as they are: text, whatever they look like. Those of spans and resources can be searched for. */
export function AttributeTable({
  attributes,
  isSearchable = true,
}: {
  readonly attributes: Attributes;
  readonly isSearchable?: boolean;
}) {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return <p class="none">None</p>;
  return (
    <dl class="attributes">
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>
            <Breakable text={key} />
          </dt>
          <dd>
            <span class={typeof value}>{textOf(value)}</span>
            {isSearchable && typeof value !== 'object' && /^[^\s()=<>~!"']+$/.test(key) && (
              <a
                class="quiet icon-only"
                href={hrefOf('/traces', { q: `${key} = ${quoted(String(value))}`, last: 'all' })}
                title="Find traces with this"
              >
                <Icon name="search" />
                <span class="unseen">Find traces with this {key}</span>
              </a>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, typeof value === 'object' ? 1 : 0);
}
