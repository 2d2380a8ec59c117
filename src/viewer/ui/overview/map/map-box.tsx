import type { MapNode } from '../../../receiver/analyse/service-map';
import { formatDuration } from '../../format/duration';
import { formatShare } from '../../format/number';
import { Icon } from '../../parts/icon';
import { hrefWith } from '../../state/place';
import { hueOf } from '../../state/services';
import type { RateOf } from './call-list';
import { BOX, type Point } from './lay-out-map';

/** Box of a service, which leads to its operations, or of a database or host. */
export function MapBox({
  node,
  rateOf,
  at,
  isChosen,
  onPoint,
}: {
  readonly node: MapNode;
  readonly rateOf: RateOf;
  readonly at: Point;
  readonly isChosen: boolean;
  readonly onPoint: (isAt: boolean) => void;
}) {
  const { name, type, count, errors, p95Ns } = node;
  const failed = errors > 0 ? `, ${formatShare(errors / count)} errors` : '';
  const whole = `${name}: ${rateOf(count)}${failed}, p95 ${formatDuration(p95Ns)}`;
  const content = (
    <>
      <span class="name">
        <Icon name={type} />
        <span>{name}</span>
      </span>
      <span class="numbers">
        {rateOf(count)}
        {errors > 0 && (
          <em class="failing">
            {' '}
            {formatShare(errors / count)}
            <span class="unseen"> errors</span>
          </em>
        )}
        <span> p95 {formatDuration(p95Ns)}</span>
      </span>
    </>
  );
  const box = {
    style: {
      left: `${at.x}px`,
      top: `${at.y}px`,
      width: `${BOX.width}px`,
      height: `${BOX.height}px`,
    },
    onMouseEnter: () => onPoint(true),
    onMouseLeave: () => onPoint(false),
  };
  if (type !== 'service') {
    return (
      <div class="box" {...box} title={whole}>
        {content}
      </div>
    );
  }
  return (
    <a
      class={`box ${hueOf(name)}`}
      {...box}
      onFocus={() => onPoint(true)}
      onBlur={() => onPoint(false)}
      title={`${whole}\nShow ${isChosen ? 'all operations' : 'its operations'}`}
      aria-current={isChosen ? 'true' : undefined}
      href={hrefWith({ service: isChosen ? undefined : name })}
    >
      {content}
    </a>
  );
}
