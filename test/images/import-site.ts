import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { ImportingCluster } from './cluster.js';
import { Mirror, type Product } from './mirror.js';
import { Signer } from './signer.js';

export const KERNEL = 'trusty/amd64/20140416/generic/boot-kernel';
export const INITRD = 'trusty/amd64/20140416/generic/boot-initrd';
/** The new kernel */
export const CONTENT = 'a kernel of some length'.repeat(100_000);

const productWith = (files: Product['files']): readonly Product[] => [{ release: 'trusty', arch: 'amd64', files }];

export const NEW = productWith({ 'boot-kernel': CONTENT, 'boot-initrd': 'initrd' });
export const OTHER = productWith({ 'boot-kernel': 'another kernel', 'boot-initrd': 'initrd' });
const OLD = productWith({ 'boot-kernel': 'old kernel', 'boot-initrd': 'old initrd' });

/** A cluster that has imported from a mirror, before each test of a file; since then the mirror has NEW products. */
export class ImportSite {
  #stranger: Signer | undefined;
  #mirror: Mirror | undefined;
  #cluster: ImportingCluster | undefined;

  constructor() {
    beforeAll(async () => {
      this.#stranger = await Signer.make();
      this.#mirror = await Mirror.start();
      this.#cluster = await ImportingCluster.make();
    });
    afterAll(async () => {
      await this.#cluster?.[Symbol.asyncDispose]();
      await this.#mirror?.[Symbol.asyncDispose]();
      await this.#stranger?.[Symbol.asyncDispose]();
    });
    beforeEach(async () => {
      await this.mirror.publish(OLD);
      await this.cluster.source(this.mirror);
      await this.cluster.import();
      await rm(path.join(this.cluster.imagesDir, '.partial'), { recursive: true });
      await this.mirror.publish(NEW);
    });
  }

  /** A key that the cluster does not trust */
  get stranger(): Signer {
    return made(this.#stranger);
  }

  get mirror(): Mirror {
    return made(this.#mirror);
  }

  get cluster(): ImportingCluster {
    return made(this.#cluster);
  }

  /** Imports, and expects that this fails: the cluster keeps its images, and the record of the subject says why. */
  async expectFailure(subject: string, message: RegExp): Promise<void> {
    const { cluster } = this;
    const before = [await cluster.tree(), await cluster.images()];
    await expect(cluster.import()).rejects.toThrow(message);
    expect([await cluster.tree(), await cluster.images()]).toEqual(before);
    const rows = await cluster.database.prisma.download.findMany({ where: { filename: subject } });
    expect(rows.map(({ error }) => error)).toEqual([expect.stringMatching(message)]);
  }

  /** Imports, and expects the new kernel. */
  async expectNew(): Promise<void> {
    await this.cluster.import();
    const kernel = ['ubuntu/amd64/generic/trusty/release/boot-kernel'];
    expect(await this.cluster.tree()).toHaveProperty(kernel, CONTENT);
  }
}

function made<Made>(value: Made | undefined): Made {
  if (value === undefined) throw new Error('it is not made yet: use it in hooks and tests only');
  return value;
}
