import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';

import type { Step } from '../servers/service';

const HOST = '127.0.0.1';

/** etcd, its data in the folder that it runs in. */
export function etcdStep(program: string, { client, peer }: { client: number; peer: number }): Step {
  const url = (port: number) => `http://${HOST}:${port}`;
  return {
    program,
    args: [
      '--data-dir=etcd',
      `--listen-client-urls=${url(client)}`,
      `--advertise-client-urls=${url(client)}`,
      `--listen-peer-urls=${url(peer)}`,
      `--initial-advertise-peer-urls=${url(peer)}`,
      `--initial-cluster=default=${url(peer)}`,
    ],
    answers: {
      host: HOST,
      port: client,
      handshake: {
        send: Buffer.from('GET /health HTTP/1.0\r\n\r\n'),
        answered: reply => /"health": *"?true/.test(reply.toString('latin1')),
      },
    },
  };
}

/** kube-apiserver with all that it admits and validates by default. It answers over TLS as soon as its port is open. */
export function apiServerStep(
  program: string,
  { folder, etcd, port }: { folder: string; etcd: number; port: number },
): Step {
  const serviceAccounts = path.join(folder, 'service-accounts.pem');
  return {
    program,
    args: [
      `--etcd-servers=http://${HOST}:${etcd}`,
      `--bind-address=${HOST}`,
      `--advertise-address=${HOST}`,
      `--secure-port=${port}`,
      // Its endpoints would be a loopback address, which it refuses to write.
      '--endpoint-reconciler-type=none',
      `--cert-dir=${path.join(folder, 'certificates')}`,
      `--token-auth-file=${path.join(folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${serviceAccounts}`,
      `--service-account-signing-key-file=${serviceAccounts}`,
      // The controllers that make service accounts do not run here.
      '--disable-admission-plugins=ServiceAccount',
    ],
    answers: { host: HOST, port, handshake: tlsAlert },
    startTimeoutMs: 120_000,
  };
}

/** A key for the tokens of service accounts, of which none is ever asked for. */
export function serviceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' });
}

/** Handshake without TLS, to which the server says that it speaks TLS. */
const tlsAlert = {
  send: Buffer.from('GET / HTTP/1.0\r\n\r\n'),
  answered: (reply: Buffer) => reply.length > 0,
};
