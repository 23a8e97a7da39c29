import type { Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Certificate, CertificateError, type CertificateFiles, readCertificate } from '../certificate.js';

/** The time between two looks at the files. Reading them works for every way to replace them, also on NFS. */
const RELOAD_MS = 5_000;

/**
 * Serves new connections with a new certificate when the files change, until `signal` aborts. Connections that exist go
 * on. A pair that cannot be used is logged once, and the present one stays.
 */
export async function reloadCertificate(
  server: Pick<Server, 'setSecureContext'>,
  files: CertificateFiles,
  present: Certificate,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let seen = `${present.cert}${present.key}`;
  let problem = '';
  while (await pause(signal)) {
    try {
      const next = await readCertificate(files);
      problem = '';
      if (`${next.cert}${next.key}` === seen) continue;
      seen = `${next.cert}${next.key}`;
      server.setSecureContext(next);
      log.info({ cert: files.cert, validTo: next.validTo }, 'serving with a new certificate');
    } catch (error) {
      const message = error instanceof CertificateError ? error.message : 'The new certificate cannot be used.';
      if (message !== problem) log.error(`${message} The present certificate stays in use.`);
      problem = message;
    }
  }
}

/** @returns false when `signal` has aborted */
async function pause(signal: AbortSignal): Promise<boolean> {
  await sleep(RELOAD_MS, undefined, { signal, ref: false }).catch(() => {});
  return !signal.aborted;
}
