import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../shared/log';
import { readProfileSetting } from '../../shared/profile/read-profile-setting';
import { untraced } from '../export/detached';
import { type ProfiledTelemetry, subjectOf } from './subject-of';
import { takeProfile } from './take-profile';

/** Parts of the running agent, as far as a profile needs them. */
interface Parts {
  readonly settings: { readonly sayOnce: Log };
  readonly telemetry: ProfiledTelemetry;
}

/** OTEL_AGENT_PROFILE=on-start:10s: profiles the process from its start, into a file of the working folder. */
export function profileAtStart(setting: string, { settings, telemetry }: Parts): void {
  const wish = readProfileSetting(setting);
  if (wish === undefined || wish.kind !== 'on-start') return;
  const subject = subjectOf(telemetry);
  const file = path.resolve(`${subject.service.replace(/[^\w.-]+/g, '-')}-${process.pid}.cpuprofile`);
  void untraced(async () => {
    try {
      writeFileSync(file, JSON.stringify(await takeProfile(subject, wish.seconds)));
      settings.sayOnce('info', `a profile of the first ${wish.seconds} s is in ${file}`);
    } catch (error) {
      settings.sayOnce('warn', `OTEL_AGENT_PROFILE=${setting}: no profile (${(error as Error).message})`);
    }
  });
}
