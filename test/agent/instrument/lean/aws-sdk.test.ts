import path from 'node:path';
import { makeAppFolder } from '../../../app-folder';
import { comparable } from '../../../e2e/fidelity/comparable';
import type { NodeMajor } from '../../../nodes';
import { removeFolder } from '../../../services/process/remove-folder';
import { installPackages } from '../../boot/guard/install-package';
import { runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from './traced-run';

/** The newest releases, whose parts are in a single package. */
const NEWEST = {
  '@aws-sdk/client-bedrock-runtime': '3.1164.0',
  '@aws-sdk/client-dynamodb': '3.1169.0',
  '@aws-sdk/client-kinesis': '3.1143.0',
  '@aws-sdk/client-lambda': '3.1164.0',
  '@aws-sdk/client-s3': '3.1175.0',
  '@aws-sdk/client-secrets-manager': '3.1164.0',
  '@aws-sdk/client-sfn': '3.1164.0',
  '@aws-sdk/client-sns': '3.1169.0',
  '@aws-sdk/client-sqs': '3.1175.0',
  '@aws-sdk/lib-dynamodb': '3.1169.0',
  '@aws-sdk/s3-request-presigner': '3.1169.0',
  '@smithy/node-http-handler': '4.14.2',
};

/** Older releases have their stacks and clients in packages of AWS, or of smithy. */
const release = (version: string) => ({
  '@aws-sdk/client-dynamodb': version,
  '@aws-sdk/client-sqs': version,
  '@aws-sdk/lib-dynamodb': version,
});

const RELEASES: readonly [string, Readonly<Record<string, string>>, NodeMajor][] = [
  ['the newest', NEWEST, 24],
  ['3.600.0', release('3.600.0'), 20],
  ['3.300.0', release('3.300.0'), 22],
];

describe.each(RELEASES)('AWS SDK, %s', (_name, packages, nodeMajor) => {
  let folder: string;
  let bare: readonly string[];
  const programs = () => ({ script: path.join(folder, 'commands.cjs'), nodeMajor, limitMs: 120_000 });
  beforeAll(async () => {
    const modules = await installPackages({ ...packages, '@opentelemetry/api': '1.10.0' });
    folder = makeAppFolder('instrument/lean/aws', modules);
    const { stderr } = await runProgram({ ...programs(), agent: false });
    bare = linesOf(stderr.trim().split('\n'));
  }, 300_000);
  afterAll(() => removeFolder(folder));

  test.each([
    [{}],
    [{ suppressInternalInstrumentation: true, sqsExtractContextPropagationFromPayload: true }],
  ])(
    'has the spans that upstream gives, with options %j',
    async options => {
      const env = { OTEL_AGENT_INSTRUMENTATION_OPTIONS: JSON.stringify({ 'aws-sdk': options }) };
      const [lean, upstream] = await Promise.all([
        tracedRun({ ...programs(), env }),
        tracedRun({ ...programs(), env: { ...env, OTEL_AGENT_LEAN: 'off' } }),
      ]);
      expect(lean.spans.filter(isOfAws).length).toBeGreaterThan(80);
      expect(comparable(lean.spans)).toEqual(comparable(upstream.spans));
      expect(shapes(lean)).toEqual(shapes(upstream));
      expect(linesOf(lean.lines)).toEqual(bare);
    },
    240_000,
  );
});

const isOfAws = ({ scope }: { scope: { name: string } }) => scope.name.endsWith('-aws-sdk');

/** Programs print the lines of calls at once in any order. */
const linesOf = (lines: readonly string[]) => [...lines].sort();

/** The metrics of the SDK's scope; sums of durations differ between runs. */
function shapes({ metrics }: TracedRun) {
  return metrics.filter(isOfAws).map(({ name, unit, description, points }) => ({
    name,
    unit,
    description,
    points: points.map(({ attributes, count, sum, explicitBounds }) => ({
      attributes,
      count,
      explicitBounds,
      sum: unit === 's' ? Math.sign(sum ?? 0) : sum,
    })),
  }));
}
