import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { createCertificates } from '../services/create-certificates';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { obtain } from '../services/obtain/obtain';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import type { Requirement } from '../services/servers/service';
import { startService } from '../services/start-service';
import { forwardPort } from './forward-port';
import type { Host, HostServer, SuiteHost } from './host';
import { installHost, installPackages } from './install-host';
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

/** This project's suite of a package, with its servers. */
export async function openSuite(host: SuiteHost, node: string): Promise<Suite> {
  const services = await Promise.all((host.services ?? []).map(name => startService(name)));
  const env = Object.assign({}, host.env, ...services.map(service => service.env)) as Record<string, string>;
  const name = host.suite ?? host.name;
  const place = await placeOf(host, name);
  const manifest = path.join(place.modules, Object.keys(host.packages ?? {})[0] ?? name, 'package.json');
  return {
    name: host.name,
    version: existsSync(manifest)
      ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
      : '',
    alone: false,
    isWithoutSpans: host.isWithoutSpans ?? false,
    files: findFiles(path.join(place.suites, name), /\.test\.m?js$/).map(file => ({
      file,
      folder: place.root,
      modules: place.modules,
      node,
      nodeArgs: host.nodeArgs ?? [],
      runnerArgs: [],
      env,
      runner: 'node-test' as const,
    })),
    close: async () => {
      for (const service of services) await service.stop();
      await place.remove();
    },
  };
}

/** Folders of a suite and of its packages. */
interface Place {
  readonly root: string;
  readonly suites: string;
  readonly modules: string;
  remove(): Promise<void>;
}

function ownPlace(): Place {
  const modules = path.join(root, 'node_modules');
  return { root, suites: path.join(__dirname, 'suites'), modules, remove: async () => {} };
}

async function placeOf({ packages, build }: SuiteHost, name: string): Promise<Place> {
  if (build !== undefined) return placeWith(name, await builtModules(build));
  return packages === undefined
    ? ownPlace()
    : placeWith(name, await installPackages(`suite ${name}`, packages));
}

async function builtModules(build: Requirement): Promise<string> {
  const source = (await obtain([build], logToStderr)).get(build.name)!;
  if (source.way !== 'programs') throw new Error(`${build.name} is built for this Node`);
  return path.join(source.programs[build.name]!, 'node_modules');
}

/** A copy of the suite beside packages of its own, which `require` and `import` find there. */
async function placeWith(name: string, modules: string): Promise<Place> {
  const folder = makeTemporaryFolder('hosts');
  const suites = path.join(folder, 'suites');
  const own = path.join(__dirname, 'suites');
  cpSync(path.join(own, name), path.join(suites, name), { recursive: true });
  for (const entry of readdirSync(own, { withFileTypes: true }))
    if (entry.isFile()) cpSync(path.join(own, entry.name), path.join(suites, entry.name));
  symlinkSync(modules, path.join(folder, 'node_modules'), 'junction');
  return { root: folder, suites, modules, remove: () => removeFolder(folder) };
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
