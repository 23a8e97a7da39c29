import type { Key } from 'openpgp';
import { ImportError, shown } from '../fetch/error.js';
import { type Fetching, fetchText } from '../fetch/fetching.js';
import { type Keyring, readKeyring } from './keyring.js';
import { readSigned } from './signature.js';

const INDEX = /^streams\/v1\/[^/]+\.s?json$/;

/** The root of a mirror and the path of its index. @throws ImportError */
export function locate(address: string): { root: URL; index: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    const scheme = url ? `by ${url.protocol.slice(0, -1)}` : 'from this address';
    throw new ImportError(`Images cannot be imported ${scheme} (${shown(address)}): use an http or https URL.`);
  }
  const at = url.pathname.lastIndexOf('/streams/v1/') + 1;
  const rest = url.pathname.slice(at);
  const named = at > 0 && INDEX.test(rest);
  url.search = '';
  url.hash = '';
  if (named) url.pathname = url.pathname.slice(0, at);
  else if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { root: url, index: named ? rest : 'streams/v1/index.sjson' };
}

/** Reads the metadata of a mirror: all of it signed, unless the source itself names an unsigned index. */
export async function createReader(
  keyring: Keyring,
  index: string,
  fetching: Fetching,
): Promise<(url: URL) => Promise<string>> {
  const isSigned = index.endsWith('.sjson');
  let keys: Key[] | undefined = isSigned ? await readKeyring(keyring) : undefined;
  return async (url) => {
    const text = await fetchText(url, fetching);
    if (!isSigned && url.pathname.endsWith('.json')) return text;
    keys ??= await readKeyring(keyring);
    return readSigned(shown(url), text, keys);
  };
}
