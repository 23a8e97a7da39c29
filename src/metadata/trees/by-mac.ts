import { anyone } from '../../api/operation/authorize.js';
import type { Resource } from '../../api/operation/operation.js';
import { Forbidden, NotFound } from '../../errors.js';
import { looseMac } from '../../params/values.js';
import { checkAddress, type NodeSource } from './node-source.js';
import { nodeTree, ownUserData } from './node-tree.js';

/**
 * Finds a node by a MAC address in the path, without authentication. This is refused unless ALLOW_UNSAFE_METADATA is
 * set.
 */
const source: NodeSource = {
  allow: anyone,
  refer(context) {
    if (!context.settings.allowUnsafeMetadata) throw new Forbidden('Unauthenticated metadata access is not allowed.');
    checkAddress(context);
    return { by: 'mac', value: looseMac(context.arg('mac_address')) ?? '' };
  },
  missing: () => new NotFound(''),
};

/** `/metadata/{version}/by-mac/{mac_address}/` */
export const byMacTree: readonly Resource[] = nodeTree({
  name: 'MetadataByMac',
  path: '{version}/by-mac/{mac_address}/',
  source,
  userData: ownUserData(source),
  system: 'own',
});
