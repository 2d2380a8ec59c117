import type { CommandModule } from 'yargs';
import { version } from '../../package.json';
import { UsageError } from './usage';

/** `otel-agent inject -f FILE|-`: Kubernetes manifests in, manifests with the agent out. */
export const inject: CommandModule = {
  command: 'inject',
  describe: 'Add the agent to Kubernetes manifests: otel-agent inject -f app.yaml | kubectl apply -f -',
  builder: yargs =>
    yargs.options({
      file: {
        alias: 'f',
        type: 'string',
        requiresArg: true,
        describe: 'Manifests in YAML or JSON, - for the standard input; may be given again',
      },
      container: {
        alias: 'c',
        type: 'string',
        requiresArg: true,
        describe:
          'Only this container, also an init container; may be given again. Else all but init containers',
      },
      image: {
        type: 'string',
        default: `otel-agent:${version}`,
        requiresArg: true,
        describe: 'The agent image (docker/agent/Dockerfile)',
      },
      endpoint: {
        type: 'string',
        default: 'http://$(OTEL_NODE_IP):4317',
        requiresArg: true,
        describe: 'Where the containers send to; $(OTEL_NODE_IP) is the node that the pod runs on',
      },
      undo: { type: 'boolean', default: false, describe: 'Take away what an earlier inject has added' },
    }),
  async handler(flags) {
    const files = textsOf(flags.file);
    if (files.length === 0)
      throw new UsageError(
        'give the manifests: otel-agent inject -f app.yaml, or -f - for the standard input',
      );
    const { runInject } = await import('../inject/run-inject.js');
    const addition = {
      version,
      image: flags.image as string,
      endpoint: flags.endpoint as string,
      containers: textsOf(flags.container),
    };
    const options = { files, addition: flags.undo === true ? undefined : addition };
    try {
      await runInject(options, { in: process.stdin, out: process.stdout, err: process.stderr });
    } catch (error) {
      if ((error as Error).name !== 'ManifestError') throw error;
      process.stderr.write(`otel-agent inject: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  },
};

/** A flag that may be given several times. As an array yargs would not take `-` for a value. */
function textsOf(flag: unknown): string[] {
  return flag === undefined ? [] : [flag as string | string[]].flat();
}
