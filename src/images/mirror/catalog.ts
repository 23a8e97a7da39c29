import type { Key } from 'openpgp';
import { ImportError, shown } from '../fetch/error.js';
import { type Fetching, fetchText } from '../fetch/fetching.js';
import { type CheckedItem, checkItem, type Image, type RemoteFile, splitList, urlPath } from './image.js';
import { isSelected, type Selection } from './selection.js';
import { type Keyring, readKeyring, readSigned } from './signature.js';
import { type Item, readIndex, readProducts } from './simplestreams.js';

/** Where a cluster gets images from, and which. */
export interface Source {
  readonly url: string;
  readonly keyring: Keyring;
  readonly selections: readonly Selection[];
}

/**
 * The selected images of one source; what is found first of a kind counts.
 * @throws ImportError
 */
export async function readSource(source: Source, fetching: Fetching): Promise<Image[]> {
  const { root, index } = locate(source.url);
  const read = await reader(source, index, fetching);
  const images = new Map<string, Draft>();
  const indexUrl = new URL(index, root);
  for (const path of readIndex(shown(indexUrl), await read(indexUrl))) {
    const url = new URL(urlPath(path), root);
    for (const item of readProducts(shown(url), await read(url))) addItem(images, item, source, root);
  }
  return [...images.values()];
}

const INDEX = /^streams\/v1\/[^/]+\.s?json$/;

/** The root of a mirror and the path of its index. @throws ImportError */
function locate(address: string): { root: URL; index: string } {
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
async function reader({ keyring }: Source, index: string, fetching: Fetching): Promise<(url: URL) => Promise<string>> {
  const isSigned = index.endsWith('.sjson');
  let keys: Key[] | undefined = isSigned ? await readKeyring(keyring) : undefined;
  return async (url) => {
    const text = await fetchText(url, fetching);
    if (!isSigned && url.pathname.endsWith('.json')) return text;
    keys ??= await readKeyring(keyring);
    return readSigned(shown(url), text, keys);
  };
}

interface Draft extends Image {
  readonly files: Record<string, RemoteFile>;
}

/** An item counts for each of its subarchitectures; the images of another product or version are left as they are. */
function addItem(images: Map<string, Draft>, item: Item, { selections }: Source, root: URL): void {
  const { os, arch, release, label, product, version } = item;
  const selected = splitList(item.subarches).filter((subarch) =>
    isSelected(selections, { release, arch, subarch, label }),
  );
  if (selected.length === 0) return;
  const file = checkItem(item);
  for (const subarch of file.subarches.filter((word) => selected.includes(word))) {
    const key = [os, arch, subarch, release, label].join('/');
    const known = images.get(key) ?? draftOf(file, subarch);
    if (known.product !== product || known.version !== version) continue;
    known.files[file.ftype] ??= {
      url: new URL(urlPath(file.path), root),
      name: file.path,
      sha256: file.sha256,
      size: file.size,
    };
    images.set(key, known);
  }
}

function draftOf({ os, arch, release, label, product, version, subarches }: CheckedItem, subarch: string): Draft {
  return { os, arch, subarch, release, label, product, version, supportedSubarches: subarches.join(','), files: {} };
}
