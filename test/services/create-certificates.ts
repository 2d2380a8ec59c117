import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from './process/run-command';

/** Paths of PEM files: an authority, and its certificates for a server on loopback and for a client. */
export interface Certificates {
  readonly caFile: string;
  readonly server: { readonly certFile: string; readonly keyFile: string };
  readonly client: { readonly certFile: string; readonly keyFile: string };
}

const CONFIGURATION = `
[req]
distinguished_name = name
prompt = no
[name]
CN = otel-agent test
[authority]
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
subjectAltName = IP:127.0.0.1, DNS:localhost
`;

/** Makes certificates for TLS tests in `folder`; Node has no way to sign one, so openssl (3.0 or newer) does. */
export async function createCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const inFolder = (name: string) => path.join(folder, name);
  await writeFile(inFolder('openssl.cnf'), CONFIGURATION);
  const issue = async (name: string, extensions: string, ...signer: string[]) => {
    const files = { certFile: inFolder(`${name}.crt`), keyFile: inFolder(`${name}.key`) };
    await runCommand([
      ...[
        'openssl',
        'req',
        '-x509',
        '-config',
        inFolder('openssl.cnf'),
        '-extensions',
        extensions,
        '-days',
        '2',
      ],
      ...[
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        `/CN=otel-agent test ${name}`,
      ],
      ...['-out', files.certFile, '-keyout', files.keyFile, ...signer],
    ]);
    return files;
  };
  const ca = await issue('ca', 'authority');
  const signer = ['-CA', ca.certFile, '-CAkey', ca.keyFile];
  const server = await issue('server', 'leaf', ...signer);
  const client = await issue('client', 'leaf', ...signer);
  return { caFile: ca.certFile, server, client };
}

const REGISTER = `
[ca]
default_ca = register
[register]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;

/** Makes a certificate of the same authority that expired in 2020. `folder` is that of `createCertificates`. */
export async function createExpiredCertificate(folder: string): Promise<Certificates['server']> {
  const files = { certFile: path.join(folder, 'expired.crt'), keyFile: path.join(folder, 'expired.key') };
  const [config, request] = [path.join(folder, 'register.cnf'), path.join(folder, 'expired.csr')];
  await writeFile(
    config,
    REGISTER.replaceAll(/= (index\.txt|serial|\.)$/gm, (_, name) => `= ${path.join(folder, name)}`),
  );
  await writeFile(path.join(folder, 'index.txt'), '');
  await writeFile(path.join(folder, 'serial'), '01');
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    files.keyFile,
  ];
  const names = ['-subj', '/CN=otel-agent test expired', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await runCommand(['openssl', 'req', '-new', ...key, ...names, '-out', request]);
  const signer = ['-cert', path.join(folder, 'ca.crt'), '-keyfile', path.join(folder, 'ca.key')];
  const dates = ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'];
  await runCommand([
    'openssl',
    'ca',
    '-batch',
    '-config',
    config,
    '-in',
    request,
    '-out',
    files.certFile,
    ...signer,
    ...dates,
  ]);
  return files;
}
