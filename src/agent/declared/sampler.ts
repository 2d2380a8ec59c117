import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { SamplerTree } from '../../shared/config/declared';
import { createCompositeSampler } from './composite-sampler';

/** Creates a sampler that a file describes. */
export function createDeclaredSampler(tree: SamplerTree): Sampler {
  switch (tree.kind) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'ratio':
      return new TraceIdRatioBasedSampler(tree.ratio);
    case 'always_record':
      return createAlwaysRecordSampler(createDeclaredSampler(tree.root));
    case 'probability':
      return createCompositeSampler({ kind: 'probability', ratio: tree.ratio });
    case 'composite':
      return createCompositeSampler(tree.of);
    case 'parent_based':
      return createParentBased(tree);
  }
}

function createParentBased(tree: Extract<SamplerTree, { kind: 'parent_based' }>): Sampler {
  const branch = (one: SamplerTree | undefined) => one && createDeclaredSampler(one);
  const options = {
    remoteParentSampled: branch(tree.remoteSampled),
    remoteParentNotSampled: branch(tree.remoteNotSampled),
    localParentSampled: branch(tree.localSampled),
    localParentNotSampled: branch(tree.localNotSampled),
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, sampler]) => sampler !== undefined));
  return new ParentBasedSampler({ root: createDeclaredSampler(tree.root), ...given });
}
