import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { version } from '../../package.json';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { runCommand } from '../services/process/run-command';
import { BASE, prepareBaseImages } from './base-images';
import { buildImage, hasImage, openImage, removeImages, runInRoot } from './image-store';

/* The images of docker/, built by buildah from package registries, and run with a read-only root. */

const root = path.join(__dirname, '..', '..');
const app = path.join(__dirname, '..', 'fixtures', 'docker', 'app');
const MAX_BYTES = 15e6;
const agentImage = `localhost/otel-agent:${fingerprint()}`;

describeWith('collector', 'buildah')('images', () => {
  let collector: Collector;
  let folder: string;
  let volume: string;

  beforeAll(async () => {
    await prepareBaseImages();
    if (!(await hasImage(agentImage))) {
      await removeImages('localhost/otel-agent');
      const args = { NODE_IMAGE: BASE.node, BUSYBOX_IMAGE: BASE.busybox };
      await buildImage(agentImage, { file: path.join(root, 'docker/agent/Dockerfile'), context: root, args });
    }
    folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-images-'));
    volume = path.join(folder, 'volume');
    mkdirSync(volume);
    await runCommand(['chmod', '777', folder, volume]);
    collector = await startCollector();
  }, 900_000);
  afterAll(async () => {
    await collector?.stop();
    await removeImages('localhost/greeter');
    rmSync(folder, { recursive: true, force: true });
  });

  test('the agent image: the packed agent, cp, and nothing else', async () => {
    const image = await openImage(agentImage);
    try {
      const files = readdirSync(image.root, { recursive: true, encoding: 'utf8' })
        .map(file => ({ file, stat: statSync(path.join(image.root, file)) }))
        .filter(({ stat }) => stat.isFile());
      const strangers = files.filter(
        ({ file }) => !file.startsWith('autoinstrumentation/') && file !== 'bin/cp',
      );
      expect(strangers.map(({ file }) => file)).toEqual([]);
      expect(files.map(({ file }) => file)).toContain('autoinstrumentation/autoinstrumentation.js');
      expect(files.filter(({ stat }) => (stat.mode & 0o044) !== 0o044)).toEqual([]);
      expect(files.filter(({ file }) => /\.(node|so)$/.test(file))).toEqual([]);
      expect(files.reduce((sum, { stat }) => sum + stat.size, 0)).toBeLessThan(MAX_BYTES);
      expect(image.config.user).toBe('65532:65532');
    } finally {
      await image.close();
    }
  });

  test.each(['65532:65532', '1001230000:0'])('its init container copies as user %s', async user => {
    const image = await openImage(agentImage);
    try {
      const command = ['cp', '-r', '/autoinstrumentation/.', '/otel-agent'];
      const end = await runInRoot(image.root, { user, command, volume: [volume, '/otel-agent', 'rw'] });
      expect(end).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readdirSync(volume)).toEqual(expect.arrayContaining(['autoinstrumentation.js', 'dist']));
    } finally {
      await image.close();
      for (const file of readdirSync(volume)) rmSync(path.join(volume, file), { recursive: true });
    }
  });

  test('an application with the agent from its image delivers spans', async () => {
    await buildImage('localhost/greeter:copied', {
      file: path.join(root, 'docker/application/agent-image.Dockerfile'),
      context: app,
      args: { NODE_IMAGE: BASE.node, AGENT_IMAGE: agentImage },
    });
    await expectSpansFrom('localhost/greeter:copied');
  }, 300_000);

  test('an application with the agent from npm delivers spans', async () => {
    const context = path.join(folder, 'app');
    cpSync(app, context, { recursive: true });
    const pack = ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', context];
    const file = (await runCommand(pack, { cwd: root })).trim().split('\n').at(-1)!;
    await buildImage('localhost/greeter:installed', {
      file: path.join(root, 'docker/application/npm-install.Dockerfile'),
      context,
      args: { NODE_IMAGE: BASE.node, AGENT_PACKAGE: `./${file}` },
    });
    await expectSpansFrom('localhost/greeter:installed');
  }, 300_000);

  test('an application on musl, with a volume that the agent was copied into, delivers spans', async () => {
    const agent = await openImage(agentImage);
    const command = ['cp', '-r', '/autoinstrumentation/.', '/otel-agent'];
    await runInRoot(agent.root, { user: '65532:65532', command, volume: [volume, '/otel-agent', 'rw'] });
    await agent.close();
    const image = await openImage(BASE.musl);
    try {
      cpSync(app, path.join(image.root, 'app'), { recursive: true });
      const end = await runInRoot(image.root, {
        user: '1000:1000',
        command: ['node', '/app/server.js'],
        env: { NODE_OPTIONS: '--require /otel-agent/autoinstrumentation.js', ...toCollector() },
        volume: [volume, '/otel-agent', 'ro'],
      });
      await expectEnd(end, 'musl');
    } finally {
      await image.close();
    }
  }, 120_000);

  async function expectSpansFrom(name: string): Promise<void> {
    const image = await openImage(name);
    try {
      const { user, command, workingFolder, env } = image.config;
      const end = await runInRoot(image.root, {
        user,
        command,
        workingFolder,
        env: { ...env, ...toCollector() },
      });
      await expectEnd(end, 'glibc');
    } finally {
      await image.close();
    }
  }

  async function expectEnd(end: Awaited<ReturnType<typeof runInRoot>>, libc: string): Promise<void> {
    expect(end.code).toBe(0);
    expect(end.stderr).toBe(
      `otel-agent: ${version} sends traces, metrics, logs to ${collector.grpcUrl} (grpc) as service "greeter"\n`,
    );
    expect(JSON.parse(end.stdout)).toEqual({ uid: 1000, writable: 'EROFS', libc });
    const spans = await collector.waitForSpans(2);
    expect(spans.map(({ service, kind }) => `${service} ${kind}`).sort()).toEqual([
      'greeter client',
      'greeter server',
    ]);
    await collector.clear();
  }

  function toCollector(): Record<string, string> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl };
  }
});

/** Hashes all that the agent image is made from: the same image is not built twice. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const parts = ['bin', 'docker/agent', 'package-lock.json', 'package.json', 'scripts', 'src'];
  for (const part of parts) {
    const place = path.join(root, part);
    const files = statSync(place).isFile()
      ? ['']
      : readdirSync(place, { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files.filter(each => !each.includes('.generated.'))) {
      const full = path.join(place, file);
      if (statSync(full).isFile()) hash.update(`${part}/${file}`).update(readFileSync(full));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
