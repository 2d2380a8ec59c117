import { PLAIN_SERVER } from '../../../../agent/export/transports/network-errors';
import type { Check, Finding } from '../../check';
import { fail, ok, warn } from '../../check';
import type { TlsLook } from '../../receivers/look-at-tls';
import { isAboutClientCertificate } from '../../receivers/look-at-tls';
import { hasFailed, type Receiver } from '../../receivers/receiver';

/** A certificate that ends sooner is told. */
const SOON_DAYS = 7;
const DAY_MS = 86_400_000;

/** Is the receiver's certificate trusted, for its name, in time; does it want one of the agent? */
export const encryption: Check = {
  name: 'TLS',
  needs: 'network',
  run: async ({ receivers }) => (await Promise.all(receivers.map(look))).flat(),
};

async function look(receiver: Receiver): Promise<Finding[]> {
  const { name, destination } = receiver;
  if (!destination.isTls) return [ok('not used: http:// in the endpoint', name)];
  if (hasFailed(await receiver.connect())) return [];
  const tunnel = await receiver.tunnel();
  if (tunnel !== undefined && hasFailed(tunnel)) return [];
  const step = (await receiver.secure())!;
  if (hasFailed(step)) return [noHandshake(name, step.error)];
  return [judge(name, destination.host, step.value, destination.tls.cert !== undefined)];
}

function judge(about: string, host: string, tls: TlsLook, hasClientCertificate: boolean): Finding {
  const { flaw, validTo, version, subject, issuer, names } = tls;
  const until = validTo.toISOString().slice(0, 10);
  if (flaw !== undefined) return fail({ about, ...explain(flaw.code, host, until, names, issuer) });
  if (tls.wantsCertificate) return noClientCertificate(about, hasClientCertificate);
  const days = Math.floor((validTo.getTime() - Date.now()) / DAY_MS);
  if (days < SOON_DAYS)
    return warn({
      about,
      seen: `the certificate of ${subject} ends on ${until}, in ${days} days`,
      why: 'from that day on nothing is sent any more',
      mend: "renew the receiver's certificate",
    });
  return ok(`${version}, ${subject} by ${issuer}, valid until ${until}`, about);
}

/** Explains the codes by which OpenSSL and Node tell a fault of a certificate. */
function explain(code: string, host: string, until: string, names: string, issuer: string) {
  if (code === 'CERT_HAS_EXPIRED')
    return {
      seen: `the receiver's certificate expired on ${until}`,
      why: 'a certificate out of its time is not trusted',
      mend: "renew the receiver's certificate",
    };
  if (code === 'CERT_NOT_YET_VALID')
    return {
      seen: "the receiver's certificate is not valid yet",
      why: 'a certificate out of its time is not trusted',
      mend: "set this machine's clock, or renew the certificate",
    };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      seen: `the receiver's certificate is for ${names}, not for ${host}`,
      why: 'a certificate for another name is not trusted',
      mend: 'use a name of the certificate in OTEL_EXPORTER_OTLP_ENDPOINT, or add this one to the certificate',
    };
  return {
    seen: `the receiver's certificate is not trusted: its authority ${issuer} is not known here (${code})`,
    why: 'a certificate without a known authority is not trusted',
    mend: "set OTEL_EXPORTER_OTLP_CERTIFICATE to the file of the authority's certificate, with its intermediates",
  };
}

function noClientCertificate(about: string, isGiven: boolean): Finding {
  return fail({
    about,
    seen: isGiven
      ? 'the receiver does not take the client certificate'
      : 'the receiver wants a client certificate, and there is none',
    why: 'it closes the connection without one that it trusts (mTLS)',
    mend: isGiven
      ? 'set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and _CLIENT_KEY to a certificate of the authority that the receiver names'
      : 'set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY',
  });
}

function noHandshake(about: string, error: Error & { readonly code?: string }): Finding {
  const text = `${error.code ?? ''} ${error.message}`;
  if (isAboutClientCertificate(text)) return noClientCertificate(about, false);
  if (/alert handshake failure|alert number 40/.test(text))
    return fail({
      about,
      seen: 'the receiver ended the TLS handshake: it wants a client certificate, or another version of TLS',
      why: 'up to TLS 1.2 a server does not tell the two apart',
      mend: 'set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY if it wants one (mTLS); else look at its log',
    });
  const isPlain =
    /EPROTO|WRONG_VERSION_NUMBER|wrong version number|packet length too long|ECONNRESET|closed the connection/.test(
      text,
    );
  return fail({
    about,
    seen: isPlain ? PLAIN_SERVER.replace(/:.*/, '') : `no TLS handshake: ${error.message.split('\n')[0]}`,
    why: 'https:// in the endpoint asks for TLS',
    mend: isPlain
      ? 'use http:// in OTEL_EXPORTER_OTLP_ENDPOINT'
      : "look at the receiver's log; versions and ciphers of both sides have to meet",
  });
}
