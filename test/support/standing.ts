import { documentedPath, pathArguments } from '../../src/api/operation/routes.js';
import { makeCluster } from './factories/clusters.js';
import { nodeKey } from './nodes.js';
import type { ApiKey } from './oauth.js';
import type { Region } from './region.js';

/** The id of all standing objects with an id, which no new object gets. */
const ID = 900_001;
const SYSTEM_ID = 'node-standing';
const MAC = '02:fe:00:00:00:01';
/** Another node, which signs with its own credentials. No test deletes it. */
const SIGNING = 'node-signing';
const NAME = 'standing';
const PENDING = 'c0ffee00-0000-4000-8000-000000000003';

/**
 * One object of every kind, for the paths of tests that call all operations. It has a node that `user` has acquired,
 * and a key and a file of that user. It also has a user, a zone, a tag, a network, and the objects of the first cluster.
 */
export class Standing {
  readonly #arguments: ReadonlyMap<string, string>;

  private constructor(
    private readonly region: Region,
    /** The credentials of a node that is being commissioned. */
    readonly nodeKey: ApiKey,
    /** The worker of a second cluster, which has nothing. */
    readonly otherWorker: ApiKey,
    /** The worker of a cluster that waits to be accepted. */
    readonly pendingWorker: ApiKey,
  ) {
    this.#arguments = new Map([
      ['system_id', SYSTEM_ID],
      ['mac_address', MAC],
      ['uuid', region.worker.uuid],
      ['username', NAME],
      ['version', 'latest'],
      ['item', 'instance-id'],
      ['rest', ''],
      ...['id', 'keyid', 'boot_source_id'].map((name): [string, string] => [name, String(ID)]),
      ...['name', 'interface', 'filename'].map((name): [string, string] => [name, NAME]),
    ]);
  }

  static async make(region: Region): Promise<Standing> {
    await region.database.pool.query(SIGNING_NODE);
    const { key: otherWorker } = await makeCluster(region, 'accepted', {
      uuid: 'c0ffee00-0000-4000-8000-000000000002',
    });
    const { key: pendingWorker } = await makeCluster(region, 'pending', { uuid: PENDING });
    const standing = new Standing(region, await nodeKey(region, SIGNING), otherWorker, pendingWorker);
    await standing.restore();
    return standing;
  }

  /** Restores each object, also one that was changed or deleted. */
  async restore(): Promise<void> {
    await this.region.database.pool.query(RESTORE);
  }

  /** Returns the path of a resource with its arguments. @throws Error for an argument without a standing object */
  pathOf(path: string): string {
    return pathArguments(path).reduce((filled, name) => {
      const value = this.#arguments.get(name);
      if (value === undefined) throw new Error(`no standing object for {${name}}: add one to test/support/standing.ts`);
      return filled.replace(`{${name}}`, encodeURIComponent(value));
    }, documentedPath(path));
  }
}

const ARCHITECTURE = `'amd64/generic', (SELECT id FROM zones WHERE name = 'default'), (SELECT min(id) FROM nodegroups)`;

const SIGNING_NODE = `
INSERT INTO nodes (system_id, hostname, status, architecture, zone_id, nodegroup_id)
VALUES ('${SIGNING}', 'signing', 1, ${ARCHITECTURE})`;

const RESTORE = `
BEGIN;
UPDATE nodes SET status = 1 WHERE system_id = '${SIGNING}';
UPDATE nodegroups SET status = CASE uuid WHEN '${PENDING}' THEN 0 ELSE 1 END;
DELETE FROM nodes WHERE id = ${ID} OR system_id = '${SYSTEM_ID}' OR hostname = '${NAME}';
INSERT INTO nodes (id, system_id, hostname, status, owner_id, token_id, power_type, power_parameters, architecture,
  zone_id, nodegroup_id)
SELECT ${ID}, '${SYSTEM_ID}', '${NAME}', 6, t.user_id, t.id, 'ether_wake', '{"mac_address": "${MAC}"}', ${ARCHITECTURE}
FROM tokens t JOIN users u ON u.id = t.user_id WHERE u.username = 'user' ORDER BY t.id LIMIT 1;
DELETE FROM mac_addresses WHERE mac = '${MAC}' OR id = ${ID};
INSERT INTO mac_addresses (id, mac, node_id) VALUES (${ID}, '${MAC}', ${ID});
UPDATE nodes SET zone_id = (SELECT id FROM zones WHERE name = 'default') WHERE zone_id = ${ID};
DELETE FROM zones WHERE id = ${ID} OR name = '${NAME}';
INSERT INTO zones (id, name) VALUES (${ID}, '${NAME}');
DELETE FROM tags WHERE id = ${ID} OR name = '${NAME}';
INSERT INTO tags (id, name) VALUES (${ID}, '${NAME}');
DELETE FROM mac_networks WHERE network_id = ${ID};
DELETE FROM networks WHERE id = ${ID} OR name = '${NAME}' OR address && '198.51.100.0/24'::inet;
INSERT INTO networks (id, name, address) VALUES (${ID}, '${NAME}', '198.51.100.0/24');
DELETE FROM users WHERE id = ${ID} OR username = '${NAME}';
INSERT INTO users (id, username, email, password) VALUES (${ID}, '${NAME}', '', '');
DELETE FROM webhooks WHERE id = ${ID};
INSERT INTO webhooks (id, url, types, level, enabled, secret)
VALUES (${ID}, 'https://example.com/', '{}', 20, true, 'whsec_AAAA');
DELETE FROM ssh_keys WHERE id = ${ID};
INSERT INTO ssh_keys (id, user_id, key, digest)
SELECT ${ID}, id, 'ssh-ed25519 AAAA', repeat('0', 64) FROM users WHERE username = 'user';
DELETE FROM boot_images WHERE id = ${ID};
INSERT INTO boot_images (id, nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label)
SELECT ${ID}, min(id), 'ubuntu', 'amd64', 'generic', 'trusty', '${NAME}', 'release' FROM nodegroups;
DELETE FROM boot_sources WHERE id = ${ID};
INSERT INTO boot_sources (id, nodegroup_id, url, keyring_filename, keyring_data)
SELECT ${ID}, min(id), 'http://127.0.0.1/', '/usr/share/keyrings/none.gpg', '' FROM nodegroups;
INSERT INTO boot_source_selections (id, boot_source_id, arches, subarches, labels) VALUES (${ID}, ${ID}, '{*}', '{*}', '{*}');
DELETE FROM nodegroup_interfaces WHERE id = ${ID} OR interface = '${NAME}';
INSERT INTO nodegroup_interfaces (id, nodegroup_id, interface, ip)
SELECT ${ID}, min(id), '${NAME}', '203.0.113.1' FROM nodegroups;
DELETE FROM commissioning_scripts WHERE id = ${ID} OR name = '${NAME}';
INSERT INTO commissioning_scripts (id, name, content) VALUES (${ID}, '${NAME}', '');
DELETE FROM files WHERE id = ${ID} OR filename = '${NAME}';
INSERT INTO file_contents (id) VALUES (${ID}) ON CONFLICT DO NOTHING;
INSERT INTO files (id, filename, owner_id, key, size, content_id)
SELECT ${ID}, '${NAME}', id, '00000000-0000-4000-8000-000000000001', 0, ${ID} FROM users WHERE username = 'user';
COMMIT`;
