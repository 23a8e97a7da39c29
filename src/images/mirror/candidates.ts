import { type Image, type ImageKey, keyOf, type RemoteFile } from './image.js';
import type { PassedOverList } from './passed-over.js';
import { isBootable, purposesOf } from './purposes.js';
import type { ProductVersion } from './simplestreams.js';

/** A version of a product that may become an image. */
export interface Candidate extends Image {
  readonly files: Record<string, RemoteFile>;
  /** Why items of the version are not among its files. */
  readonly problems: string[];
}

/** The versions of each image that a mirror offers. */
export class Candidates {
  /** By image, in the order of the mirror: of each product the newest version first. */
  readonly #found = new Map<string, Candidate[]>();

  /** Finds or makes the candidate that a version is for an image. */
  of(key: ImageKey, { product, version }: ProductVersion, supportedSubarches: readonly string[]): Candidate {
    const candidates = this.#found.get(keyOf(key)) ?? [];
    const known = candidates.find((one) => one.product === product && one.version === version);
    if (known) return known;
    const origin = { product, version, supportedSubarches: supportedSubarches.join(',') };
    const { os, arch, subarch, release, label } = key;
    const candidate = { os, arch, subarch, release, label, ...origin, files: {}, problems: [] };
    this.#found.set(keyOf(key), [...candidates, candidate]);
    return candidate;
  }

  /**
   * Chooses the first version of each image that can boot: later ones are older, or of another product. Without any, the
   * first with a root file system.
   */
  choose(passedOver: PassedOverList): Image[] {
    return [...this.#found.values()].flatMap((candidates) => {
      const chosen = candidates.find(isBootable) ?? candidates.find((one) => purposesOf(one).length > 0);
      const skipped = chosen ? candidates.slice(0, candidates.indexOf(chosen)) : candidates;
      for (const candidate of skipped) passedOver.add(nameOf(candidate), describe(candidate));
      if (!chosen) return [];
      const { problems, ...image } = chosen;
      for (const problem of problems) passedOver.add(nameOf(chosen), problem);
      return [image];
    });
  }
}

/** Names a version of a product. */
export function nameOf({ product, version }: Pick<Image, 'product' | 'version'>): string {
  return version === '' ? product : `${product} ${version}`;
}

/** Why a version cannot boot. */
function describe({ files, problems }: Candidate): string {
  const names = Object.keys(files);
  const content = names.length > 0 ? `only ${names.join(', ')}` : 'no file that can be used';
  return [`no kernel with its initrd, ${content}`, ...problems].join('; ');
}
