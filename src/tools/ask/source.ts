import type { ProfileStatus } from '../../viewer/receiver/analyse/profile/profile-answer';
import type { Trace } from '../../viewer/receiver/trace';

/** Parameters of a question; undefined leaves one out. */
export type Parameters = { readonly [name: string]: string | number | undefined };

/** Where answers come from: a running viewer or files. Both answer by the viewer's own query code. */
export interface Source {
  /** Answer to a path of the viewer's API; undefined where there is no such thing. Rejects with an AskError. */
  ask<Answer>(path: string, parameters?: Parameters): Promise<Answer | undefined>;
  /** Spans of a trace; undefined where it is not there. */
  trace(id: string): Promise<Trace | undefined>;
  /** Orders a profile of a running process. Rejects with an AskError. */
  orderProfile(service: string, seconds: number): Promise<ProfileStatus>;
}

/** Makes the query of a URL; undefined parameters are left out. */
export function searchOf(parameters: Parameters): URLSearchParams {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}
