import type { Subject } from './view/subject';

/** Judgement of a row: all is well, doubtful, or broken. */
export type Status = 'ok' | 'warn' | 'fail';

/** Result of a check: a row of the page. */
export interface Finding {
  readonly status: Status;
  /** Receiver, package or setting, where a check looks at several. */
  readonly about?: string;
  readonly seen: string;
  /** Reason why it matters; for rows that are not ok. */
  readonly why?: string;
  /** Command or setting that mends it; for rows that are not ok. */
  readonly mend?: string;
}

/** A check. All run side by side; none waits for another but through the subject. */
export interface Check {
  /** Its name on the page and in JSON: stable. */
  readonly name: string;
  /** `app`: reads files and settings only, so that it suits an image that runs elsewhere. */
  readonly needs: 'app' | 'network' | 'machine';
  /** Returns a row, several, or none where it cannot be tried. */
  run(subject: Subject): Findings | Promise<Findings>;
}

export type Findings = Finding | readonly Finding[];

type Trouble = Required<Pick<Finding, 'seen' | 'why' | 'mend'>> & Pick<Finding, 'about'>;

export function ok(seen: string, about?: string): Finding {
  return { status: 'ok', seen, ...(about !== undefined && { about }) };
}

export function warn(trouble: Trouble): Finding {
  return { status: 'warn', ...trouble };
}

export function fail(trouble: Trouble): Finding {
  return { status: 'fail', ...trouble };
}
