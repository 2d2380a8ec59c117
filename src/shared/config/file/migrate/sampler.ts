import type { Sampler } from '../../derived/sampler';
import type { Tree } from './values';

/** Standard sampler as a file has it. */
export function samplerOf({ name, ratio }: Sampler): Tree {
  const root = name.replace('parentbased_', '');
  const tree = root === 'traceidratio' ? { trace_id_ratio_based: { ratio } } : { [root]: {} };
  return name === root ? tree : { parent_based: { root: tree } };
}
