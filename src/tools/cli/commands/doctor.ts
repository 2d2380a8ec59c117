import { processEnvironment } from '../../../shared/config/read/sources';
import type { Command } from '../command';
import { settingsFrom } from '../setting-flags';
import { UsageError } from '../usage';

/** `otel-agent doctor`: reasons why there is no span, and the mend of each. */
export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor [SCRIPT | --pid PID] [settings] [-- CMD]',
  describe:
    'Find the reason why there are no spans: one row a check, with the mend; exit code 1 if one fails',
  files: {
    name: 'SCRIPT',
    describe: "The app's script; without it, the app of this folder",
  },
  flags: {
    json: { describe: 'Print the rows as JSON, in the form of docs/doctor.md' },
    pid: {
      value: 'PID',
      isNumber: true,
      describe: 'Look into a running Node.js process of this user, with the agent or without',
    },
    'image-like': {
      value: 'DIR',
      describe:
        "Look at an image's root file system, or an app's folder for one, without running anything of it",
    },
  },
  takesSettings: true,
  check(flags) {
    const words = flags['--'] as string[] | undefined;
    const given = [
      (flags.files as string[]).length > 0,
      words !== undefined,
      flags['image-like'] !== undefined,
      flags.pid !== undefined,
    ];
    if (given.filter(Boolean).length > 1)
      throw new UsageError('give one of these: a script, --pid PID, --image-like DIR, or -- and a command');
    if ((flags.files as string[]).length > 1) throw new UsageError('give one script');
    if (words?.length === 0) throw new UsageError('give the command after --, or leave -- out');
  },
  async handler(flags) {
    const { runDoctor } = await import('../../doctor/run-doctor.js');
    const asked = runDoctor(
      {
        folder: process.cwd(),
        script: (flags.files as string[])[0],
        command: flags['--'] as string[] | undefined,
        pid: flags.pid as number | undefined,
        image: flags['image-like'] as string | undefined,
        env: processEnvironment(),
        settings: settingsFrom(flags),
        isJson: flags.json === true,
        // This code runs from dist/.
        agentFolder: __dirname,
      },
      { out: process.stdout, err: process.stderr },
    );
    process.exitCode = await asked.catch((error: Error) => {
      // By its name: its class would bring the inspector's code to every command.
      if (error.name !== 'InspectorError') throw error;
      process.stderr.write(`otel-agent doctor: ${error.message}\n`);
      return 1;
    });
  },
};
