import { about, ImportError, shown } from './fetch/error.js';
import type { Fetching } from './fetch/fetching.js';
import { nameOf } from './mirror/candidates.js';
import { readSource, type Source } from './mirror/catalog.js';
import { type Image, keyOf } from './mirror/image.js';
import { type PassedOver, type PassedOverList, summarize } from './mirror/passed-over.js';
import { isBootable } from './mirror/purposes.js';
import type { Watcher } from './progress.js';

interface Plan {
  /** In order: an image of an earlier source counts, unless only a later source has its kernel. */
  readonly sources: readonly Source[];
  readonly fetching: Fetching;
  readonly watcher: Pick<Watcher, 'passedOver'>;
}

/** Reads the selected images of all sources of a cluster. @throws ImportError also when there are none */
export async function readSources({ sources, fetching, watcher }: Plan): Promise<Image[]> {
  if (sources.length === 0) throw new ImportError('The cluster has no boot sources.');
  const offered = new OfferedImages();
  const problems: PassedOver[] = [];
  for (const source of sources) {
    const url = shown(source.url);
    const { images, passedOver } = await readSource(source, fetching).catch((error: unknown) => {
      throw about(url, error);
    });
    for (const image of images) offered.add(url, image, passedOver);
    if (passedOver.all.length > 0) await watcher.passedOver(url, passedOver.all);
    problems.push(...passedOver.all);
  }
  if (offered.sorted.length === 0) throw nothingOffered(problems);
  return offered.sorted;
}

/** What several sources offer, each image once. */
class OfferedImages {
  readonly #chosen = new Map<string, { readonly url: string; readonly image: Image }>();

  /** @param passedOver collects what is not chosen */
  add(url: string, image: Image, passedOver: PassedOverList): void {
    const key = keyOf(image);
    const earlier = this.#chosen.get(key);
    if (!earlier) {
      this.#chosen.set(key, { url, image });
    } else if (isBootable(image) && !isBootable(earlier.image)) {
      passedOver.add(`${nameOf(earlier.image)} of ${earlier.url}`, 'no kernel with its initrd');
      this.#chosen.set(key, { url, image });
    } else if (nameOf(image) !== nameOf(earlier.image)) {
      passedOver.add(nameOf(image), `${earlier.url} offers ${nameOf(earlier.image)}`);
    }
  }

  /** In the order of their keys. */
  get sorted(): Image[] {
    return [...this.#chosen.keys()].sort().flatMap((key) => this.#chosen.get(key)?.image ?? []);
  }
}

function nothingOffered(problems: readonly PassedOver[]): ImportError {
  const reason = problems.length > 0 ? ` ${summarize(problems)}` : '';
  return new ImportError(`The boot sources offer nothing that is selected and can boot.${reason}`);
}
