import { copyFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver } from '../agent/lifecycle/receiver';
import { endOf, runProgram } from '../agent/lifecycle/run-program';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { BUNDLERS } from './bundlers';

/* A bundle with Prisma's client and its driver adapter inside. */

jest.setTimeout(120_000);

const FIXTURES = path.join(__dirname, '..', 'fixtures');
const PACKAGES = { '@prisma/client': '7.10.0', '@prisma/adapter-pg': '7.10.1', pg: '8.23.1' };

test.each(['cjs', 'esm'] as const)(
  'by esbuild, %s: Prisma and the driver below it have spans',
  async format => {
    const receiver = await startGrpcReceiver();
    const folder = makeTemporaryFolder('prisma-bundle');
    try {
      symlinkSync(await installPackages(PACKAGES), path.join(folder, 'node_modules'), 'junction');
      copyFileSync(path.join(FIXTURES, 'bundler', 'prisma.mjs'), path.join(folder, 'prisma.mjs'));
      const words = path.join(__dirname, '..', 'hosts', 'suites', 'prisma', 'model.json');
      copyFileSync(words, path.join(folder, 'prisma-words.json'));
      const output = path.join(folder, 'out');
      const [esbuild] = BUNDLERS;
      const entry = path.join(folder, 'prisma.mjs');
      expect(await esbuild!.bundle({ entry, folder: output, format })).toBe('');

      const script = path.join(output, format === 'esm' ? 'main.mjs' : 'main.cjs');
      const bare = await runProgram({ script, agent: false });
      const traced = await runProgram({ script, env: exporterEnvironment(receiver) });
      expect(bare).toMatchObject({ code: 0, stdout: 'PrismaClientKnownRequestError\n' });
      expect(endOf(traced)).toEqual(endOf(bare));
      expect(traced.said).toEqual([]);
      const names = receiver.spansOf(traced.id);
      expect(names).toEqual(
        expect.arrayContaining(['prisma:client:operation', 'prisma:client:db_query', 'pg.connect']),
      );
    } finally {
      await receiver.close();
      await removeFolder(folder);
    }
  },
);
