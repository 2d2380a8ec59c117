import { MAX_PROFILE_SECONDS } from '../../../shared/profile/profile';
import { DEFAULT_URL } from '../../ask/default-url';
import type { Command } from '../command';
import { runCommand } from '../run-command';
import { meant, UsageError } from '../usage';

const QUESTIONS = ['services', 'slow', 'errors', 'traces', 'trace', 'logs', 'metrics', 'profile'];
const EACH = `ask one of ${QUESTIONS.join(', ')}`;
const FOLLOWED = ['traces', 'logs'];

/** `otel-agent ask QUESTION`: the viewer's answers in the terminal and in pipes. */
export const ask: Command = {
  name: 'ask',
  usage: 'ask services|slow|errors|traces|trace|logs|metrics|profile [WORDS]',
  describe: "The viewer's answers in the terminal and in pipes",
  files: {
    name: 'WORDS',
    describe:
      'Operation of slow and profile, query of traces and logs (http.route = /cart and duration > 1s), id of trace, name and filter of metrics',
  },
  flags: {
    json: { describe: 'Answer as JSON, in the form of docs/ask.md' },
    since: {
      value: 'TIME',
      describe: 'Only what is younger: 30s, 5m or 1h before the newest trace, or a date and time',
    },
    service: { value: 'NAME', describe: 'Only of this service' },
    limit: { value: 'N', isNumber: true, describe: 'Length of lists' },
    seconds: { value: 'N', isNumber: true, describe: 'With profile: its length, 10 by default' },
    otlp: { describe: 'With profile: write the profile as an OTLP request in JSON' },
    follow: { short: 'f', describe: 'Go on with what arrives; traces and logs' },
    url: { value: 'URL', default: DEFAULT_URL, describe: 'Address of a running viewer' },
    file: { value: 'FILE', isList: true, describe: 'Ask a file of traces and logs instead of a viewer' },
    budget: {
      value: 'BUDGET',
      isList: true,
      describe: 'With slow: exit with 1 unless it is kept, as in "POST /checkout p95 < 300ms"',
    },
    'fail-if-any': { describe: 'With errors: exit with 1 if there are any, with 0 if there are none' },
    junit: { value: 'FILE', describe: 'Write the outcome of --budget or --fail-if-any as a JUnit file' },
  },
  check(flags) {
    const [question] = flags.files as string[];
    if (question === undefined) throw new UsageError(EACH);
    if (!QUESTIONS.includes(question))
      throw new UsageError(`there is no question ${question}${meant(question, QUESTIONS, '', EACH)}`);
    const goesWith = (flag: string, questions: readonly string[], isGiven: boolean) => {
      if (isGiven && !questions.includes(question))
        throw new UsageError(`--${flag} goes with ask ${questions.join(' and ask ')}`);
    };
    const budgets = flags.budget as string[];
    goesWith('seconds', ['profile'], flags.seconds !== undefined);
    goesWith('otlp', ['profile'], flags.otlp === true);
    goesWith('follow', FOLLOWED, flags.follow === true);
    goesWith('budget', ['slow'], budgets.length > 0);
    goesWith('fail-if-any', ['errors'], flags['fail-if-any'] === true);
    if (flags.junit !== undefined && budgets.length === 0 && flags['fail-if-any'] !== true)
      throw new UsageError('--junit goes with --budget or --fail-if-any');
    if (flags.follow === true && (flags.file as string[]).length > 0)
      throw new UsageError('--follow goes with a running viewer, not with --file');
    const seconds = flags.seconds as number | undefined;
    if (seconds !== undefined && !(seconds >= 1 && seconds <= MAX_PROFILE_SECONDS))
      throw new UsageError(`--seconds must be 1 to ${MAX_PROFILE_SECONDS}`);
    if (flags.limit !== undefined && !((flags.limit as number) >= 1))
      throw new UsageError('--limit must be 1 or more');
  },
  async handler(flags) {
    await runCommand('ask', async console => {
      const { runAsk } = await import('../../ask/run-ask.js');
      const [question, ...words] = flags.files as string[];
      process.exitCode = await runAsk(
        {
          question: question!,
          words,
          json: flags.json === true,
          since: flags.since as string | undefined,
          service: flags.service as string | undefined,
          limit: flags.limit as number | undefined,
          seconds: flags.seconds as number | undefined,
          otlp: flags.otlp === true,
          follow: flags.follow === true,
          url: flags.url as string,
          files: flags.file as string[],
          budgets: flags.budget as string[],
          failIfAny: flags['fail-if-any'] === true,
          junit: flags.junit as string | undefined,
        },
        console,
      );
    });
  },
};
