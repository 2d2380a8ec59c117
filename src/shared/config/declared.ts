import type { GetValue } from './read/get-value';

/** Part of a configuration that no single setting can express; only a configuration file has it. */
export interface Declared {
  /** Path of the file. */
  readonly file: string;
  /** Set variables that are without effect beside the file. */
  readonly ignored: readonly string[];
  /** Sampler that is none of OTEL_TRACES_SAMPLER's. */
  readonly sampler?: SamplerTree;
  readonly views: readonly View[];
  readonly resource: ResourceRules;
  /** Settings and options of each reader of metrics: of those with a receiver or stdout, then of those that are scraped. */
  readonly readers: { readonly pushed: readonly Reader[]; readonly scraped: readonly Reader[] };
}

/** Reader of metrics. */
export interface Reader {
  readonly get: GetValue;
  readonly options: ReaderOptions;
}

/** Options of a reader that no setting has. */
export interface ReaderOptions {
  /** Most series of an instrument, by kind of instrument or `default`. */
  readonly cardinalityLimits?: Readonly<Record<string, number>>;
  /** Most data points in a request. */
  readonly maxExportBatchSize?: number;
  readonly withoutScopeInfo?: boolean;
  readonly withoutTargetInfo?: boolean;
  /** Resource attributes that each scraped series carries. */
  readonly resourceLabels?: Selection;
}

/** Names chosen by globs. */
export interface Selection {
  readonly included?: readonly string[];
  readonly excluded?: readonly string[];
}

export interface ResourceRules {
  readonly schemaUrl?: string;
  /** Attributes that are no texts. */
  readonly typed: Readonly<Record<string, number | boolean | string[] | number[] | boolean[]>>;
  /** Selection among the detected attributes. */
  readonly detected?: Selection;
}

/** Sampler as plain data. */
export type SamplerTree =
  | { readonly kind: 'always_on' | 'always_off' }
  | { readonly kind: 'ratio' | 'probability'; readonly ratio: number }
  | { readonly kind: 'always_record'; readonly root: SamplerTree }
  | {
      readonly kind: 'parent_based';
      readonly root: SamplerTree;
      readonly remoteSampled?: SamplerTree;
      readonly remoteNotSampled?: SamplerTree;
      readonly localSampled?: SamplerTree;
      readonly localNotSampled?: SamplerTree;
    }
  | { readonly kind: 'composite'; readonly of: Composable };

/** Sampler that takes part in consistent probability sampling. */
export type Composable =
  | { readonly kind: 'always_on' | 'always_off' }
  | { readonly kind: 'probability'; readonly ratio: number }
  | { readonly kind: 'parent_threshold'; readonly root: Composable }
  | { readonly kind: 'rule_based'; readonly rules: readonly SamplingRule[] };

/** Rule of a composite sampler: all of its conditions have to be met. */
export interface SamplingRule {
  readonly values?: { readonly key: string; readonly values: readonly string[] };
  readonly patterns?: Selection & { readonly key: string };
  readonly spanKinds?: readonly string[];
  readonly parents?: readonly string[];
  readonly sampler: Composable;
}

/** View on instruments, as plain data. */
export interface View {
  readonly selector: {
    readonly instrumentName?: string;
    readonly instrumentType?: string;
    readonly unit?: string;
    readonly meterName?: string;
    readonly meterVersion?: string;
    readonly meterSchemaUrl?: string;
  };
  readonly name?: string;
  readonly description?: string;
  readonly aggregation?: Aggregation;
  readonly cardinalityLimit?: number;
  readonly attributeKeys?: Selection;
}

export type Aggregation =
  | { readonly kind: 'default' | 'drop' | 'sum' | 'last_value' }
  | {
      readonly kind: 'explicit_bucket_histogram';
      readonly boundaries?: readonly number[];
      readonly recordMinMax?: boolean;
    }
  | {
      readonly kind: 'base2_exponential_bucket_histogram';
      readonly maxSize?: number;
      readonly recordMinMax?: boolean;
    };
