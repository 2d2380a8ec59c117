import { version } from '../../../../package.json';
import type { Command } from '../command';
import { checkEndpoint, checkImage } from '../inject-flags';
import { UsageError } from '../usage';

/** `otel-agent inject -f FILE|-`: Kubernetes manifests in, manifests with the agent out. */
export const inject: Command = {
  name: 'inject',
  usage: 'inject -f FILE|-',
  describe: 'Add the agent to Kubernetes manifests: otel-agent inject -f app.yaml | kubectl apply -f -',
  flags: {
    file: {
      short: 'f',
      value: 'FILE',
      isList: true,
      describe: 'Manifests in YAML or JSON, - for the standard input; repeatable',
    },
    container: {
      short: 'c',
      value: 'NAME',
      isList: true,
      describe: 'Only this container, also an init container; repeatable. By default all but init containers',
    },
    image: {
      value: 'IMAGE',
      default: `otel-agent:${version}`,
      describe: 'The agent image (docker/agent/Dockerfile)',
    },
    endpoint: {
      value: 'URL',
      default: 'http://$(OTEL_NODE_IP):4317',
      describe: "Endpoint of the containers; $(OTEL_NODE_IP) is the pod's node",
    },
    spool: {
      describe: 'Add a volume for what cannot be sent at once, and keep it there (OTEL_AGENT_SPOOL)',
    },
    undo: { describe: 'Take away the additions of an earlier inject' },
  },
  check(flags) {
    if ((flags.file as string[]).length === 0)
      throw new UsageError(
        'give the manifests: otel-agent inject -f app.yaml, or -f - for the standard input',
      );
    checkImage(flags.image as string);
    checkEndpoint(flags.endpoint as string);
  },
  async handler(flags) {
    const { runInject } = await import('../../inject/run-inject.js');
    const addition = {
      version,
      image: flags.image as string,
      endpoint: flags.endpoint as string,
      containers: flags.container as string[],
      hasSpool: flags.spool === true,
    };
    const options = { files: flags.file as string[], addition: flags.undo === true ? undefined : addition };
    try {
      await runInject(options, { in: process.stdin, out: process.stdout, err: process.stderr });
    } catch (error) {
      if ((error as Error).name !== 'ManifestError') throw error;
      process.stderr.write(`otel-agent inject: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  },
};
