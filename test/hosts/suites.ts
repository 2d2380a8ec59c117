import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { createCertificates } from '../services/create-certificates';
import { startService } from '../services/start-service';
import { forwardPort } from './forward-port';
import type { Host, HostServer, SuiteHost } from './host';
import { installHost } from './install-host';
import { findFiles, type Suite } from './run-host';

const root = path.join(__dirname, '..', '..');

/** Installs a published package with its tests, and starts the servers that they talk to. */
export async function openHost(host: Host, node: string, isQuick: boolean): Promise<Suite> {
  const modules = await installHost(host);
  const folder = path.join(modules, host.name);
  if (host.certificate !== undefined) await putCertificate(path.join(folder, host.certificate));
  const closings = await Promise.all((host.servers ?? []).map(startServerAt));
  const { nodeArgs = [], runnerArgs = [], env = {}, endsWithinMs } = host;
  return {
    name: host.name,
    version: host.version,
    alone: host.alone ?? false,
    isWithoutSpans: host.isWithoutSpans ?? false,
    files: findFiles(folder, host.files)
      .filter(file => !isQuick || !isPattern(host.isQuick) || host.isQuick.test(path.relative(folder, file)))
      .filter(file => !host.except?.files.test(path.relative(folder, file)))
      .map(file => ({
        file,
        folder,
        modules,
        node,
        nodeArgs,
        runnerArgs,
        env,
        endsWithinMs,
        runner: host.runner,
      })),
    close: async () => {
      for (const close of closings) await close();
    },
  };
}

/** This project's suite of a package that it has installed, with its servers. */
export async function openSuite(host: SuiteHost, node: string): Promise<Suite> {
  const services = await Promise.all((host.services ?? []).map(name => startService(name)));
  const env = Object.assign({}, host.env, ...services.map(service => service.env)) as Record<string, string>;
  const modules = path.join(root, 'node_modules');
  const manifest = readFileSync(path.join(modules, host.name, 'package.json'), 'utf8');
  return {
    name: host.name,
    version: (JSON.parse(manifest) as { version: string }).version,
    alone: false,
    isWithoutSpans: false,
    files: findFiles(path.join(__dirname, 'suites', host.name), /\.test\.js$/).map(file => ({
      file,
      folder: root,
      modules,
      node,
      nodeArgs: [],
      runnerArgs: [],
      env,
      runner: 'node-test' as const,
    })),
    close: async () => {
      for (const service of services) await service.stop();
    },
  };
}

const isPattern = (value: unknown): value is RegExp => value instanceof RegExp;

async function putCertificate(place: string): Promise<void> {
  const { certFile, keyFile } = (await createCertificates(path.dirname(place))).server;
  copyFileSync(certFile, `${place}.cert`);
  copyFileSync(keyFile, `${place}.key`);
}

async function startServerAt({ name, port, sql }: HostServer): Promise<() => Promise<void>> {
  const service = await startService(name);
  if (sql !== undefined) await runSql(service.url, sql);
  if (service.port === port) return service.stop;
  const close = await forwardPort(port, service);
  return async () => {
    await close();
    await service.stop();
  };
}

async function runSql(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
