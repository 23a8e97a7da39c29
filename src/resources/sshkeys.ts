import { z } from 'zod';
import { type Access, user } from '../api/operation/access.js';
import { userOf } from '../api/operation/caller.js';
import type { Links } from '../api/operation/links.js';
import { type Context, operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import { Forbidden } from '../errors.js';
import {
  addSshKey,
  deleteSshKey,
  listSshKeys,
  readSshKey,
  type SshKey,
  sshPublicKey,
} from '../model/accounts/ssh-keys.js';
import { field } from '../params/param.js';
import { pathId } from '../params/values.js';

const KeyJson = z.object({ id: z.int(), key: z.string(), resource_uri: z.string() });

function keyJson({ id, key }: SshKey, links: Links) {
  return { id, key, resource_uri: links.api('account', 'prefs', 'sshkeys', String(id)) };
}

/** Everybody who is logged in may read a key, only its owner deletes it. */
const owner: Access<SshKey> = {
  ...user,
  admits: (caller, key) => {
    if (caller.user?.id !== key.userId) throw new Forbidden('This key belongs to another user.');
  },
};

const findKey = ({ db, arg }: Context) => readSshKey(db, pathId(arg('keyid')));

async function remove({ db, target }: Context & { readonly target: SshKey }) {
  await deleteSshKey(db, target);
  return Reply.empty();
}

/** `account/prefs/sshkeys/` */
export const sshkeys = resource({
  name: 'SSHKeysHandler',
  path: 'account/prefs/sshkeys/',
  doc: 'Manage the SSH keys of the user who calls: they open the nodes that the user has.',
  operations: [
    operation({
      on: 'GET',
      op: 'list',
      allow: user,
      doc: 'List the SSH keys of the user who calls.',
      returns: z.array(KeyJson),
      handle: async ({ db, links, caller }) =>
        (await listSshKeys(db, userOf(caller).id)).map((key) => keyJson(key, links)),
    }),
    operation({
      on: 'POST',
      op: 'new',
      allow: user,
      doc: 'Add an SSH key to the account of the user who calls.',
      params: { key: field(sshPublicKey, 'The OpenSSH public key: RSA, DSA, ECDSA or Ed25519.') },
      returns: KeyJson.omit({ resource_uri: true }),
      handle: async ({ db, caller, params }) => {
        const { id, key } = await addSshKey(db, userOf(caller).id, params.key);
        return Reply.json({ id, key }, 201);
      },
    }),
  ],
});

/** `account/prefs/sshkeys/{keyid}/` */
export const sshkey = resource({
  name: 'SSHKeyHandler',
  path: 'account/prefs/sshkeys/{keyid}/',
  doc: 'Manage an SSH key.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'Read an SSH key, of whatever user.',
      returns: KeyJson,
      handle: async (context) => keyJson(await findKey(context), context.links),
    }),
    operation({ on: 'DELETE', allow: owner, doc: 'Delete an own SSH key.', target: findKey, handle: remove }),
    operation({
      on: 'POST',
      op: 'delete',
      allow: owner,
      doc: 'Delete an own SSH key.',
      target: findKey,
      handle: remove,
    }),
  ],
});
