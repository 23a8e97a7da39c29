import { anyone } from '../../api/operation/authorize.js';
import type { Context } from '../../api/operation/context.js';
import { operation, type Resource, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { NotFound } from '../../errors.js';
import { findSurroundingRegionUrl } from '../../model/clusters/find-cluster.js';
import { getConfig } from '../../model/configuration/configuration.js';
import { countEnlistment } from '../../model/nodes/enlist/enlist-quota.js';
import { regionUrl } from '../payload/region-url.js';
import { enlistPreseed, enlistUserData } from '../preseed/enlist.js';
import { checkAddress } from './node-source.js';
import { checkVersion, lines, VERSIONS } from './versions.js';

const FACTS: ReadonlyMap<string, string> = new Map([
  ['', 'instance-id\nlocal-hostname'],
  ['instance-id', 'i-maas-enlistment'],
  ['local-hostname', 'maas-enlisting-node'],
  ['public-keys', ''],
]);

/**
 * Counts a request of an enlisting machine, as the number per minute is limited.
 * @returns the URL by which the machine reaches the region
 */
async function regionFor(context: Context): Promise<string> {
  const { db, caller, settings, links } = context;
  checkAddress(context);
  await countEnlistment(db, caller.address, settings.enlistLimit);
  return regionUrl(await findSurroundingRegionUrl(db, caller.address), links);
}

const getEnlistPreseed = operation({
  on: 'GET',
  op: 'get_enlist_preseed',
  allow: anyone,
  doc: 'Get the preseed by which enlisting machines find the enlistment tree.',
  target: regionFor,
  handle: async ({ target }) => Reply.text(enlistPreseed(target)),
});

const versionIndex = operation({
  on: 'GET',
  allow: anyone,
  doc: 'List the versions of the metadata service.',
  target: async (context) => checkAddress(context),
  handle: async () => lines(VERSIONS),
});

const index = operation({
  on: 'GET',
  allow: anyone,
  doc: 'List the items that can be read.',
  target: async (context) => checkAddress(context),
  handle: async () => lines(['meta-data', 'user-data']),
});

const metaData = operation({
  on: 'GET',
  allow: anyone,
  doc: 'Read a fact: instance-id or local-hostname. Without a name, list both.',
  async target(context) {
    checkAddress(context);
    checkVersion(context);
  },
  async handle({ arg }) {
    const fact = FACTS.get(arg('item'));
    if (fact === undefined) throw new NotFound(`Unknown metadata: ${arg('item')}`);
    return Reply.text(fact);
  },
});

const userData = operation({
  on: 'GET',
  allow: anyone,
  doc: 'Get the user data by which a machine enlists itself.',
  target(context) {
    checkVersion(context);
    return regionFor(context);
  },
  async handle({ db, target, settings }) {
    const proxy = await getConfig(db, 'http_proxy');
    return Reply.text(enlistUserData({ region: target, proxy, ignoredMacs: settings.enlistIgnoreMacs }));
  },
});

/** The metadata for machines that are not enlisted yet. They have no credentials, so the tree is anonymous. */
export const enlistTree: readonly Resource[] = [
  resource({
    name: 'EnlistPreseedHandler',
    path: '{version}/enlist-preseed/',
    doc: 'The preseed of enlistment.',
    operations: [getEnlistPreseed],
  }),
  resource({
    name: 'EnlistVersionsHandler',
    path: 'enlist/',
    doc: 'The versions of the enlistment tree.',
    operations: [versionIndex],
  }),
  resource({
    name: 'EnlistHandler',
    path: 'enlist/{version}/{rest...}',
    doc: 'The items that an enlisting machine may read.',
    operations: [index],
  }),
  resource({
    name: 'EnlistMetaDataHandler',
    path: 'enlist/{version}/meta-data/{item...}',
    doc: 'The facts by which an enlisting machine sets itself up.',
    operations: [metaData],
  }),
  resource({
    name: 'EnlistUserDataHandler',
    path: 'enlist/{version}/user-data',
    doc: 'The user data of an enlisting machine.',
    operations: [userData],
  }),
];
