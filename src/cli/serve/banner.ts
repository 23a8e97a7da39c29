import { existsSync } from 'node:fs';
import { adminKeyFile } from '../../model/setup/first-admin.js';
import type { Settings } from '../../settings.js';

/** The first administrator has a password that nobody knows. */
const PASSWORD_LINE = '`bin/maas-region changepassword --username admin` sets the password for the web interface.';

/** The text for the terminal when a region starts to serve on `port`. */
export function banner(settings: Settings, port: number): string {
  const url = `${settings.publicUrl ?? `${settings.tls ? 'https' : 'http'}://${hostFor(settings.host)}:${port}/MAAS`}/`;
  const file = adminKeyFile(settings.dataDir);
  const lines = existsSync(file)
    ? [`The administrator's API key is in ${file}. Try it:`, curlLine(url, file), PASSWORD_LINE]
    : ['`maas-region apikey --username NAME` prints the API key of an administrator.'];
  return [`The region serves ${url}`, ...lines, ''].join('\n');
}

/** A host name under which this machine reaches a listen address, also a wildcard one. */
function hostFor(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** A shell command that lists the nodes. It reads the key from its file, so that it shows no secret. */
function curlLine(url: string, file: string): string {
  const parameters = [
    'oauth_version=1.0',
    'oauth_signature_method=PLAINTEXT',
    'oauth_consumer_key=$c',
    'oauth_token=$t',
    'oauth_signature=%26$s',
    'oauth_nonce=$(date +%s%N)',
    'oauth_timestamp=$(date +%s)',
  ];
  const header = `Authorization: OAuth ${parameters.join(', ')}`;
  return `  (IFS=: read -r c t s < ${quote(file)}; curl -H "${header}" ${quote(`${url}api/1.0/nodes/?op=list`)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
