/** The certificate with which a gateway serves HTTPS, read from its files and exchanged while the server runs. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { Logger } from 'pino';

export interface CertificateFiles {
  /** The certificate, and those of the authorities between it and the root, as PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

export interface ServingCertificate {
  readonly cert: string;
  readonly key: string;
  /** Seconds since 1970 at which it ends. */
  readonly notAfterSeconds: number;
}

/** Throws where the files hold no certificate with its own key. */
export async function readServingCertificate(files: CertificateFiles): Promise<ServingCertificate> {
  const [cert, key] = await Promise.all([files.certificate, files.privateKey].map((file) => readFile(file, 'utf8')));
  if (cert === undefined || key === undefined) throw new TypeError('a file is missing');
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) {
    throw new Error(
      `${files.privateKey} is not the key of ${files.certificate}: name the two files of one certificate`,
    );
  }
  return { cert, key, notAfterSeconds: Date.parse(certificate.validTo) / 1_000 };
}

const lookMs = 10_000;

interface Following {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly onExchanged: (certificate: ServingCertificate) => void;
  readonly everyMs?: number;
}

/**
 * Serves with what the files hold from now on; connections that are open keep theirs. Files are looked at again and again, because
 * renewals replace them in ways that no watcher sees everywhere. While they do not fit each other, the present certificate stays.
 */
export function followCertificate(
  server: Pick<Server, 'setSecureContext'>,
  files: CertificateFiles,
  present: ServingCertificate,
  { log, onExchanged, everyMs = lookMs }: Following,
): { stop(): void } {
  let last = present;
  let warned: string | undefined;
  const look = async (): Promise<void> => {
    try {
      const found = await readServingCertificate(files);
      warned = undefined;
      if (found.cert === last.cert && found.key === last.key) return;
      server.setSecureContext({ cert: found.cert, key: found.key });
      last = found;
      onExchanged(found);
      log.info({ file: files.certificate }, 'serves with a new certificate');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== warned)
        log.warn({ file: files.certificate, reason }, 'a new certificate cannot be used; the present one stays');
      warned = reason;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
