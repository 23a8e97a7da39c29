import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Selection } from '../../src/images/mirror/selection.js';
import { createToken } from '../../src/model/accounts/keys.js';
import { findUser, WORKER_USER } from '../../src/model/accounts/users.js';
import { ensureMasterCluster } from '../../src/model/clusters/master.js';
import { type ImportOptions, type ImportResult, importImages } from '../../src/model/images/import-images.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

export interface SourceOptions {
  readonly url: string;
  readonly keyring?: Uint8Array<ArrayBuffer>;
  readonly keyringFilename?: string;
  readonly selections?: readonly Partial<Selection>[];
}

/** A cluster that imports: on its own database, with its own folder of images. */
export class ImportingCluster implements AsyncDisposable {
  private constructor(
    private readonly fresh: TestDatabase,
    readonly imagesDir: string,
    readonly id: number,
    readonly uuid: string,
  ) {}

  static async make(): Promise<ImportingCluster> {
    const fresh = await freshDatabase();
    const { id } = await fresh.database.transaction((tx) => ensureMasterCluster(tx));
    await fresh.database.prisma.bootSource.deleteMany();
    return new ImportingCluster(fresh, await mkdtemp(path.join(tmpdir(), 'maas-images-')), id, 'master');
  }

  /** Another cluster of the same region, which goes with this one. */
  async beside(uuid: string): Promise<ImportingCluster> {
    const { id } = await this.database.transaction(async (tx) => {
      const { tokenId } = await createToken(tx, (await findUser(tx, WORKER_USER)).id);
      return tx.prisma.nodegroup.create({ data: { uuid, clusterName: uuid, tokenId } });
    });
    return new ImportingCluster(this.fresh, this.imagesDir, id, uuid);
  }

  get database() {
    return this.fresh.database;
  }

  get url(): string {
    return this.fresh.url;
  }

  /** Has this one, and no other, be the cluster's boot source. */
  async source({ url, keyring, keyringFilename = '', selections = [] }: SourceOptions): Promise<void> {
    await this.database.prisma.bootSource.deleteMany({ where: { nodegroupId: this.id } });
    await this.addSource({ url, keyringFilename, selections, ...(keyring && { keyring }) });
  }

  async addSource({ url, keyring, keyringFilename = '', selections = [] }: SourceOptions): Promise<void> {
    const create = selections.map(({ release = '*', arches = ['*'], subarches = ['*'], labels = ['*'] }) => ({
      release,
      arches: [...arches],
      subarches: [...subarches],
      labels: [...labels],
    }));
    const keyringData = keyring ?? new Uint8Array();
    const data = { nodegroupId: this.id, url, keyringFilename, keyringData, selections: { create } };
    await this.database.prisma.bootSource.create({ data });
  }

  import(
    options: Partial<ImportOptions> & { readonly off?: true; readonly uuid?: string; readonly noProxy?: string[] } = {},
  ): Promise<ImportResult> {
    const settings = { imagesDir: this.imagesDir, imageImport: !options.off, noProxy: options.noProxy ?? [] };
    const patient = { signal: AbortSignal.timeout(25_000), retryMs: 1, transport: { silenceMs: 10_000 } };
    return importImages({ database: this.database, settings }, options.uuid ?? this.uuid, { ...patient, ...options });
  }

  /** The current tree: each file below its folder, with its content. */
  async tree(uuid = this.uuid): Promise<Record<string, string>> {
    return contents(path.join(this.imagesDir, `clusters/${uuid}/current`));
  }

  /** The names of what is stored by hash, and of what has begun to be. */
  async stored(): Promise<{ files: string[]; partial: string[]; snapshots: string[] }> {
    const list = async (name: string) => (await readdir(path.join(this.imagesDir, name)).catch(() => [])).sort();
    const cluster = await list(`clusters/${this.uuid}`);
    return {
      files: await list('files'),
      partial: await list('.partial'),
      snapshots: cluster.filter((name) => name !== 'current'),
    };
  }

  /** What nodes can boot: `arch/subarch/release/label purpose`, in order of registration. */
  async images(): Promise<string[]> {
    const where = { nodegroupId: this.id };
    const rows = await this.database.prisma.bootImage.findMany({ where, orderBy: { id: 'asc' } });
    return rows.map(
      ({ architecture, subarchitecture, release, label, purpose }) =>
        `${architecture}/${subarchitecture}/${release}/${label} ${purpose}`,
    );
  }

  /** The download records: name, size, bytes there, failure. */
  async records(): Promise<unknown[]> {
    const rows = await this.database.prisma.download.findMany({ orderBy: { filename: 'asc' } });
    return rows.map(({ filename, size, bytesDownloaded, error }) => [filename, size, bytesDownloaded, error]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fresh[Symbol.asyncDispose]();
    await rm(this.imagesDir, { recursive: true, force: true });
  }
}

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'maas.meta');
  const pairs = files.map(async ({ parentPath, name }): Promise<[string, string]> => {
    const file = path.join(parentPath, name);
    return [path.relative(folder, file), await readFile(file, 'utf8')];
  });
  return Object.fromEntries((await Promise.all(pairs)).sort());
}
