import type { Db } from '../../db/database.js';

/** The default source of boot images (docs/contract/rest.md 7.2). */
const URL = 'http://maas.ubuntu.com/images/ephemeral-v2/releases/';
const KEYRING = '/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg';
const RELEASES = ['precise', 'trusty'];

/** Gives a cluster that has no boot source the default one. */
export async function addDefaultSource(tx: Db, nodegroupId: number): Promise<void> {
  if ((await tx.prisma.bootSource.count({ where: { nodegroupId } })) > 0) return;
  await tx.prisma.bootSource.create({
    data: {
      nodegroupId,
      url: URL,
      keyringFilename: KEYRING,
      keyringData: new Uint8Array(),
      selections: {
        create: RELEASES.map((release) => ({ release, arches: ['*'], subarches: ['*'], labels: ['release'] })),
      },
    },
  });
}
