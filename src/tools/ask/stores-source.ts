import { profileStatus } from '../../viewer/receiver/analyse/profile/profile-answer';
import { createAnswerer, isRefusal } from '../../viewer/receiver/api/answerer';
import { openFiles } from '../../viewer/receiver/files/open-files';
import { readTrace } from '../../viewer/receiver/store/traces/read-trace';
import { createStores, type Stores } from '../../viewer/receiver/stores';
import { AskError } from './ask-error';
import { type Parameters, type Source, searchOf } from './source';

/** Memory for files: enough for a million spans. */
const FILE_BYTES = 2 ** 30;

/** Answers from files of traces and logs. Rejects with an AskError. */
export async function fileSource(files: readonly string[], say: (sentence: string) => void): Promise<Source> {
  const stores = createStores(FILE_BYTES);
  try {
    for (const sentence of await openFiles(files, stores.inbox)) say(sentence);
  } catch (error) {
    throw new AskError((error as Error).message);
  }
  return {
    ...storesSource(stores),
    orderProfile() {
      throw new AskError('a profile is of a running process: ask a viewer, not a file');
    },
  };
}

/** Answers from the stores of this process. */
export function storesSource(stores: Stores): Source {
  const answer = createAnswerer(stores);
  return {
    async ask<Answer>(path: string, parameters: Parameters = {}) {
      try {
        const found = answer(path, searchOf(parameters));
        return found as Answer | undefined;
      } catch (error) {
        throw isRefusal(error) ? new AskError(error.message) : error;
      }
    },
    orderProfile: async (service, seconds) => profileStatus(stores.profiles.order(service, seconds)),
    trace: async id => readTrace(stores.spans, stores.spans.traceByHex(id)),
  };
}
