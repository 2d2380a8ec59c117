import { hintsOf } from '../../../../shared/config/hints';
import { classifyNames } from '../../../../shared/config/messages/classify-names';
import { hintText, problemText, unknownText } from '../../../../shared/config/messages/messages';
import type { Check, Finding } from '../../check';
import { fail, ok, warn } from '../../check';

/** Can each setting be used, and does it do what its author expects? */
export const settings: Check = {
  name: 'settings',
  needs: 'app',
  run({ config }) {
    const { unknown, ignored } = classifyNames(config);
    const findings: Finding[] = [
      ...config.problems.map(problem =>
        fail({
          about: problem.name,
          seen: problemText(problem, config),
          why: 'the value is not used as it is given',
          mend: `correct ${problem.name}; docs/settings.md has the form of each value`,
        }),
      ),
      ...hintsOf(config).map(hint =>
        warn({
          about: hint.name,
          seen: hintText(hint),
          why: 'the setting may do something else than its author expects',
          mend: `change ${hint.name} as said, and look again: otel-agent --print-config`,
        }),
      ),
      ...unknown.map(name =>
        warn({
          about: name.name,
          seen: unknownText(name),
          why: 'it has no effect',
          mend:
            name.suggestion === undefined
              ? 'otel-agent --help --all lists all settings'
              : `set ${name.suggestion}`,
        }),
      ),
      ...ignored
        .filter(({ tell }) => tell)
        .map(({ name, reason }) =>
          warn({
            about: name,
            seen: `${name} is ignored: ${reason}`,
            why: 'it has no effect',
            mend: `unset ${name}`,
          }),
        ),
      ...config.former.map(({ name, now }) =>
        warn({
          about: name,
          seen: `${name} is an old name`,
          why: 'a later version may not know it',
          mend: `set ${now}`,
        }),
      ),
    ];
    return findings.length > 0 ? findings : ok(`${config.given.size} set, all of use`);
  },
};
