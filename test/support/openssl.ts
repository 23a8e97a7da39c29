import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** A certificate that openssl has made for 127.0.0.1 and localhost, and its key. It signs itself. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate and its key in a folder. @param name the name of the files, and of the subject */
export function makeCertificate(folder: string, name: string): CertificatePair {
  const pair = { cert: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', pair.key];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', pair.cert, '-days', '2', ...names], { stdio: 'ignore' });
  return pair;
}
