import { shown } from '../fetch/error.js';
import type { Fetching } from '../fetch/fetching.js';
import { Candidates, nameOf } from './candidates.js';
import type { Image, RemoteFile } from './image.js';
import {
  checkFile,
  checkPlace,
  encodeParts,
  encodePath,
  findLack,
  type ImageTags,
  type Lack,
  readImageTags,
} from './item.js';
import type { Keyring } from './keyring.js';
import { createReader, locate } from './metadata.js';
import { PassedOverList } from './passed-over.js';
import { isSelected, type Selection } from './selection.js';
import { PRODUCTS_FORMAT, type ProductVersion, readIndex, readProducts, type Tags } from './simplestreams.js';

/** Where a cluster gets images from, and which. */
export interface Source {
  readonly url: string;
  readonly keyring: Keyring;
  readonly selections: readonly Selection[];
}

/** What a source offers of what is selected. */
export interface Offer {
  readonly images: readonly Image[];
  readonly passedOver: PassedOverList;
}

/** Reads the selected images of one source. @throws ImportError */
export async function readSource(source: Source, fetching: Fetching): Promise<Offer> {
  const { root, index } = locate(source.url);
  const read = await createReader(source.keyring, index, fetching);
  const catalog = new Catalog(root, source.selections);
  const { passedOver } = catalog;
  const indexUrl = new URL(index, root);
  for (const { name, path, format } of readIndex(shown(indexUrl), await read(indexUrl), passedOver)) {
    const encoded = encodePath(path);
    if (format !== PRODUCTS_FORMAT) passedOver.add(name, `the format is ${format}, not ${PRODUCTS_FORMAT}`);
    else if (typeof encoded !== 'string') passedOver.add(name, encoded.lack);
    else {
      const url = new URL(encoded, root);
      for (const version of readProducts(shown(url), await read(url), passedOver)) catalog.add(version);
    }
  }
  return { images: catalog.candidates.choose(passedOver), passedOver };
}

class Catalog {
  readonly candidates = new Candidates();
  readonly passedOver = new PassedOverList();

  constructor(
    private readonly root: URL,
    private readonly selections: readonly Selection[],
  ) {}

  add(version: ProductVersion): void {
    if (version.items.length === 0) this.#passOverEmpty(version);
    for (const tags of version.items) this.#addItem(version, tags);
  }

  #passOverEmpty(version: ProductVersion): void {
    const image = readImageTags({ ...version.tags, ftype: '', path: '' });
    const isUnwanted = 'subarches' in image && !image.subarches.some((subarch) => this.#isWanted(image, subarch));
    if (!isUnwanted) this.passedOver.add(nameOf(version), version.version === '' ? 'no versions' : 'no items');
  }

  /** An item is a file of one image for each of its subarchitectures. */
  #addItem(version: ProductVersion, tags: Tags): void {
    const image = readImageTags(tags);
    if ('missing' in image) {
      this.passedOver.add(version.product, `not a boot image, without ${image.missing}`);
      return;
    }
    const isWanted = (subarch: string) => this.#isWanted(image, subarch);
    if (!image.subarches.some(isWanted)) return;
    const checked = checkPlace(image);
    if ('lack' in checked) {
      this.passedOver.add(nameOf(version), `${image.ftype} has ${checked.lack}`);
      return;
    }
    const { ftype, subarches, ...place } = checked;
    const file = this.#readFile(image, tags);
    for (const subarch of subarches.filter(isWanted)) {
      const { files, problems } = this.candidates.of({ ...place, subarch }, version, subarches);
      if ('lack' in file) problems.push(`${ftype} has ${file.lack}`);
      else if (ftype in files) problems.push(`${ftype} is listed twice, ${file.name} is not used`);
      else files[ftype] = file;
    }
  }

  #isWanted(image: ImageTags, subarch: string): boolean {
    return isSelected(this.selections, { ...image, subarch });
  }

  #readFile(image: ImageTags, tags: Tags): RemoteFile | Lack {
    const lack = findLack(tags);
    if (lack !== undefined) return { lack };
    const file = checkFile(image);
    if ('lack' in file) return file;
    const { path, ...verification } = file;
    return { url: new URL(encodeParts(path), this.root), name: path, ...verification };
  }
}
