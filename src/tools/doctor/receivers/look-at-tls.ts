import net, { type Socket } from 'node:net';
import tls, { type PeerCertificate, type TLSSocket } from 'node:tls';
import type { Destination } from '../../../shared/otlp/destination';
import { openTunnel } from './open-tunnel';

/** Result of a TLS handshake that went through, whatever the certificate. */
export interface TlsLook {
  /** `TLSv1.3` */
  readonly version: string;
  readonly subject: string;
  readonly issuer: string;
  /** Names that the certificate is for. */
  readonly names: string;
  readonly validTo: Date;
  /** Fault of the certificate; the first that Node finds. */
  readonly flaw?: { readonly code: string; readonly message: string };
  /** True if the receiver ended the connection for want of a client certificate that it trusts. */
  readonly wantsCertificate: boolean;
}

/** In TLS 1.3 a server judges the client's certificate after the handshake: its alert takes a round trip. */
const ALERT_WAIT_MS = 300;

/** Shakes hands with a receiver and looks at its certificate, valid or not. Sends nothing. */
export async function lookAtTls(destination: Destination, timeoutMs: number): Promise<TlsLook> {
  const { host, port, proxy, protocol } = destination;
  const tunnel = proxy && (await openTunnel(destination, timeoutMs));
  const isName = net.isIP(host) === 0;
  const socket = tls.connect({
    ...destination.tls,
    ...(tunnel === undefined ? { host, port } : { socket: tunnel, host }),
    ...(isName && { servername: host }),
    ALPNProtocols: protocol === 'grpc' ? ['h2'] : ['http/1.1'],
    // The certificate is to be seen, not trusted: nothing is sent.
    rejectUnauthorized: false,
  });
  try {
    await settled(socket, timeoutMs);
    const certificate = socket.getPeerCertificate();
    const flaw = flawOf(socket, host, certificate);
    return {
      version: socket.getProtocol() ?? 'TLS',
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      names: certificate.subjectaltname ?? nameOf(certificate.subject),
      validTo: new Date(certificate.valid_to),
      ...(flaw && { flaw }),
      wantsCertificate: await hasAlert(socket),
    };
  } finally {
    socket.destroy();
  }
}

function settled(socket: TLSSocket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no TLS handshake within ${timeoutMs} ms`)), timeoutMs);
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
    socket.once('close', () =>
      reject(new Error('the receiver closed the connection during the TLS handshake')),
    );
    socket.once('secureConnect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  });
}

function flawOf(socket: TLSSocket, host: string, certificate: PeerCertificate): TlsLook['flaw'] {
  const code = socket.authorizationError as unknown;
  if (code) return { code: String(code), message: String(code) };
  const error = tls.checkServerIdentity(host, certificate) as (Error & { code?: string }) | undefined;
  return error && { code: error.code ?? 'ERR_TLS_CERT_ALTNAME_INVALID', message: error.message };
}

function hasAlert(socket: Socket): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), ALERT_WAIT_MS);
    socket.on('error', (error: Error & { code?: string }) => {
      clearTimeout(timer);
      resolve(isAboutClientCertificate(`${error.code} ${error.message}`));
    });
  });
}

/** True for alerts by which servers ask for a client certificate, or for another one. */
export function isAboutClientCertificate(text: string): boolean {
  return /certificate[ _]required|alert[ _](bad|unsupported|unknown)[ _](certificate|ca)|alert[ _]number[ _](42|43|48|116)/i.test(
    text,
  );
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  return String(name?.CN ?? name?.O ?? 'nobody');
}
