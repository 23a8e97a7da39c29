import { afterAll, beforeAll, beforeEach } from 'vitest';
import { ImportingCluster, type SourceOptions } from './cluster.js';
import { Mirror, type Product } from './mirror.js';

export const boot = (name: string) => ({ 'boot-kernel': `kernel of ${name}`, 'boot-initrd': `initrd of ${name}` });

/** Two releases for two architectures; one of them with files that two subarchitectures share. */
export const PRODUCTS: readonly Product[] = [
  { release: 'precise', arch: 'amd64', files: { ...boot('precise/amd64'), 'root-tgz': 'precise root' } },
  { release: 'precise', arch: 'i386', files: boot('precise/i386') },
  {
    release: 'trusty',
    arch: 'amd64',
    subarch: 'hwe-t',
    subarches: 'generic,hwe-t',
    files: { ...boot('trusty/amd64'), squashfs: 'trusty root' },
  },
  { release: 'trusty', arch: 'i386', files: boot('trusty/i386') },
];
export const TRUSTY_KERNEL = 'trusty/amd64/20140416/hwe-t/boot-kernel';

type Selections = SourceOptions['selections'];

/** A mirror for the tests of a file, with PRODUCTS at the beginning of each test. */
export class MirrorSite {
  #mirror: Mirror | undefined;

  constructor() {
    beforeAll(async () => {
      this.#mirror = await Mirror.start();
    });
    afterAll(() => this.#mirror?.[Symbol.asyncDispose]());
    beforeEach(() => this.mirror.publish(PRODUCTS));
  }

  get mirror(): Mirror {
    if (!this.#mirror) throw new Error('there is no mirror yet: use it in hooks and tests only');
    return this.#mirror;
  }

  /** Makes a cluster whose only source is the mirror. */
  async makeCluster(...selections: NonNullable<Selections>): Promise<ImportingCluster> {
    const cluster = await ImportingCluster.make();
    await this.select(cluster, ...selections);
    return cluster;
  }

  /** Makes the mirror the only source of a cluster. */
  async select(cluster: ImportingCluster, ...selections: NonNullable<Selections>): Promise<void> {
    await cluster.source({ url: this.mirror.url, keyring: this.mirror.keyring, selections });
  }
}

/** Files by their names below a folder. */
export function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}
