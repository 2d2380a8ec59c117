import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ResolvedConfig } from '../../shared/config';
import type { Pipeline } from '../export/pipelines/pipeline';
import type { Failure, SeenPackage } from '../instrument/coverage/targets';
import type { Counts } from './counts';

/** Parts of the running agent that a report asks. */
export interface State {
  readonly settings: { readonly config: ResolvedConfig };
  readonly telemetry: {
    readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
    readonly leanScopes: ReadonlySet<string>;
    readonly standDown: { readonly isOver: boolean };
    readonly exports: { readonly pipelines: readonly Pipeline[] };
    readonly counts: Counts | undefined;
  };
  readonly instrumentations: {
    readonly lazy: { readonly loaded: ReadonlyMap<string, Instrumentation> };
    readonly coverage: {
      readonly packages: ReadonlyMap<string, SeenPackage>;
      readonly failures: ReadonlyMap<string, Failure>;
      readonly early: readonly string[];
      isPatched(folder: string): boolean;
    };
  };
}
