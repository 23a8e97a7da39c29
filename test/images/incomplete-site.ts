import { afterAll, beforeAll, expect } from 'vitest';
import type { PassedOver } from '../../src/images/mirror/passed-over.js';
import { ImportingCluster } from './cluster.js';
import { Mirror, type Product } from './mirror.js';

export const BOOT = { 'boot-kernel': 'kernel', 'boot-initrd': 'initrd' };
/** A version that can boot, with all purposes */
export const OLD: Product = {
  release: 'trusty',
  arch: 'amd64',
  version: '20140416',
  files: { ...BOOT, squashfs: 'root' },
};
/** The product of the version */
export const NAME = 'test:trusty:amd64:generic';
/** Its boot images */
export const IMAGES = ['commissioning', 'install', 'xinstall'].map(
  (purpose) => `amd64/generic/trusty/release ${purpose}`,
);

/** A mirror for the tests of a file, whose parts may be passed over. */
export class IncompleteSite {
  #mirror: Mirror | undefined;

  constructor() {
    beforeAll(async () => {
      this.#mirror = await Mirror.start();
    });
    afterAll(() => this.#mirror?.[Symbol.asyncDispose]());
  }

  get mirror(): Mirror {
    if (!this.#mirror) throw new Error('there is no mirror yet: use it in hooks and tests only');
    return this.#mirror;
  }

  /** Makes a cluster that has imported the old version. */
  async makeCluster(): Promise<ImportingCluster> {
    const cluster = await ImportingCluster.make();
    await cluster.source(this.mirror);
    await this.mirror.publish([OLD]);
    await cluster.import();
    expect(await cluster.images()).toEqual(IMAGES);
    return cluster;
  }
}

/** Imports. @returns what was passed over, a line each */
export async function importPassingOver(cluster: ImportingCluster): Promise<string[]> {
  const told: PassedOver[] = [];
  const watcher = { passedOver: (_source: string, parts: readonly PassedOver[]) => void told.push(...parts) };
  await cluster.import({ watcher: { ...watcher, planned: () => {}, progress: () => {} } });
  return told.map(({ subject, reason }) => `${subject}: ${reason}`);
}

/** The events of the region, the oldest first: level, type, description. */
export async function listEvents(cluster: ImportingCluster): Promise<unknown[]> {
  const rows = await cluster.database.prisma.event.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ level, type, description }) => [level, type, description]);
}
