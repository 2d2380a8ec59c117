import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from './process/run-command';

/** Paths of PEM files: an authority, what it signed for a server on loopback, and for a client. */
export interface Certificates {
  readonly caFile: string;
  readonly server: { readonly certFile: string; readonly keyFile: string };
  readonly client: { readonly certFile: string; readonly keyFile: string };
}

const configuration = `
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
  await writeFile(inFolder('openssl.cnf'), configuration);
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
