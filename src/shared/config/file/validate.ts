import { hintsOf } from '../hints';
import { hintText, problemText } from '../messages/messages';
import type { ResolvedConfig } from '../resolved-config';

/** Judgement of a configuration file, for people and for CI. */
export interface Judgement {
  readonly lines: readonly string[];
  /** 0: everything works; 1: something is named, and the rest works; 2: the file cannot be used. */
  readonly exitCode: 0 | 1 | 2;
}

/** Judges a resolved file. Hints are told, but fail nothing. */
export function validate(config: ResolvedConfig): Judgement {
  const { problems, declared, get } = config;
  const isUnusable = problems.some(({ used }) => used === 'no telemetry');
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const verdict = isUnusable
    ? 'cannot be used'
    : problems.length > 0
      ? `has ${count}; the rest works`
      : get('OTEL_SDK_DISABLED')
        ? 'is in order, and turns telemetry off'
        : 'is in order';
  return {
    lines: [
      ...problems.map(problem =>
        // A file that cannot be read: it is an argument here, no setting.
        problem.setting === 'OTEL_CONFIG_FILE'
          ? `${problem.value} ${problem.message}`
          : problemText(problem, config),
      ),
      ...(isUnusable ? [] : hintsOf(config).map(hint => `hint: ${hintText(hint)}`)),
      ...(problems.length > 0 || get('OTEL_SDK_DISABLED') ? [] : silenceHint(config)),
      `${declared?.file ?? 'the file'} ${verdict}`,
    ],
    exitCode: isUnusable ? 2 : problems.length > 0 ? 1 : 0,
  };
}

/** Hint about a file that says nothing of any signal. */
function silenceHint({ signals }: ResolvedConfig): string[] {
  if (Object.values(signals).some(({ exporters }) => exporters.length > 0)) return [];
  const keys = 'tracer_provider, meter_provider or logger_provider';
  return [`hint: no traces, metrics or logs are sent: add ${keys}`];
}
