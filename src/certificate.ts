import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Settings } from './settings.js';

/** The PEM files of a listener: the certificate with its chain, and its key. */
export type CertificateFiles = NonNullable<Settings['tls']>;

/** The certificate or its key cannot be used. `message` is one line that names the file. It holds nothing of the key. */
export class CertificateError extends Error {}

/** What the listener serves with. */
export type Certificate = Required<Pick<SecureContextOptions, 'cert' | 'key' | 'minVersion'>> & {
  /** The end of its validity. */
  readonly validTo: Date;
};

/** Reads a certificate and its key. @throws CertificateError */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem('TLS_CERT', files.cert), readPem('TLS_KEY', files.key)]);
  return checkCertificate(files, cert, key);
}

async function readPem(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new CertificateError(`${setting}: ${file} cannot be read (${code}).`);
  }
}

function checkCertificate(files: CertificateFiles, cert: string, key: string): Certificate {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(cert);
  } catch {
    throw new CertificateError(`TLS_CERT: ${files.cert} holds no certificate in the PEM format.`);
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.includes('MISMATCH')) {
      throw new CertificateError(`TLS_KEY: ${files.key} is not the key of the certificate in ${files.cert}.`);
    }
    throw new CertificateError(`TLS_KEY: ${files.key} holds no key in the PEM format without a passphrase.`);
  }
  return { cert, key, minVersion: 'TLSv1.2', validTo: new Date(leaf.validTo) };
}
