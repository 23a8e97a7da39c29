import { createHash } from 'node:crypto';
import type { Form } from '../support/body.js';
import { makeKey } from '../support/factories/accounts.js';
import { makeCluster } from '../support/factories/clusters.js';
import { makeNode, type NodeState } from '../support/factories/nodes.js';
import { BROKEN, DEPLOYING, FAILED_TESTS, READY } from '../support/nodes.js';
import type { As, Region } from '../support/region.js';

/** A call that succeeds, and the objects of its audit record. */
export interface Call {
  readonly as: As;
  readonly form?: Form;
  /** The path, where it is not that of standing objects. `objects` then has those of the path, too. */
  readonly path?: string;
  /** Those that the parameters name, or that the operation makes or chooses. A pattern stands for a new id. */
  readonly objects?: readonly (string | RegExp)[];
  /** The names of the parameters of the record, where they differ from those of the form. */
  readonly parameters?: readonly string[];
  /** The state of the standing node. Default: allocated to `user`. */
  readonly node?: keyof typeof STANDING_NODES;
}

/** Changes of the standing node for calls that need it in another state. */
export const STANDING_NODES = {
  ready: { status: READY, owner: { disconnect: true } },
  broken: { status: FAILED_TESTS, substatus: BROKEN, owner: { disconnect: true } },
  deploying: { substatus: DEPLOYING },
  powered: { powerType: 'virsh' },
} as const;

/** The beginning of every value that is a secret, so that a test finds all of them. */
export const CANARY = 'canary';
const FILE = { filename: 'x', data: `#!/bin/sh\n${CANARY}` };
const SSH_KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJcrxDfHxYvKZ7mhTPPzfMG5uY8yFpR4ZJw2XW2qKzGv ${CANARY}`;
const KEYRING = Buffer.from(CANARY).toString('base64');
const POWER = { power_type: 'virsh', power_parameters_power_pass: CANARY };
const ID = /^\d+$/;
const NODE = 'node-standing';
const MAC = '02:fe:00:00:00:01';
const CLAIM_SECRET = 'ca'.repeat(32);
const NEW_CLUSTER = 'c0ffee00-0000-4000-8000-00000000000a';

/** A call of each operation that is audited, on the objects of `Standing`. */
export async function auditedCalls(region: Region): Promise<Readonly<Record<string, Call>>> {
  const { uuid } = region.worker;
  const { token } = await makeKey(region, 'user');
  const { token: otherToken } = await makeKey(region, 'user');
  const { system_id: ready } = await makeNode(region, 'ready' satisfies NodeState);
  const { system_id: declared } = await makeNode(region);
  const claim_hash = createHash('sha256').update(Buffer.from(CLAIM_SECRET, 'hex')).digest('hex');
  const claiming = await makeCluster(region, 'accepted', { claim_hash });
  const admin = (form: Form = {}, objects: Call['objects'] = []): Call => ({ as: 'admin', form, objects });
  const user = (form: Form = {}, objects: Call['objects'] = []): Call => ({ as: 'user', form, objects });
  const cluster = 'nodegroups/{uuid}/';
  const source = `${cluster}boot-sources/{id}/`;
  const selections = `${cluster}boot-sources/{boot_source_id}/selections/`;
  const powerNames = ['power_type', 'power_parameters_'];
  return {
    'POST account/ op=create_authorisation_token': user({}, [/^\w{18}$/]),
    'POST account/ op=delete_authorisation_token': user({ token_key: token }, [token]),
    'POST account/ op=update_token_name': user({ token: otherToken, name: CANARY }, [otherToken]),
    'POST account/prefs/sshkeys/ op=new': user({ key: SSH_KEY }, [ID]),
    'DELETE account/prefs/sshkeys/{keyid}/': user(),
    'POST account/prefs/sshkeys/{keyid}/ op=delete': user(),
    'POST commissioning-scripts/': admin({ name: 'new-script', content: FILE }, ['new-script']),
    'PUT commissioning-scripts/{name}': admin({ content: FILE }),
    'DELETE commissioning-scripts/{name}': admin(),
    'POST files/ op=add': user({ filename: 'new-file', file: FILE }, ['new-file']),
    'DELETE files/{filename}/': user(),
    'POST files/{filename}/ op=delete': user(),
    'POST maas/ op=set_config': admin({ name: 'maas_name', value: CANARY }, ['maas_name']),
    'POST networks/': admin({ name: 'lan', ip: '10.99.0.0', netmask: '255.255.0.0' }, ['lan']),
    'PUT networks/{name}/': admin({ description: 'text' }),
    'DELETE networks/{name}/': admin(),
    'POST networks/{name}/ op=connect_macs': admin({ macs: MAC }, [MAC]),
    'POST networks/{name}/ op=disconnect_macs': admin({ macs: MAC }, [MAC]),
    'POST nodegroups/ op=accept': admin({ uuid }, [uuid]),
    'POST nodegroups/ op=reject': admin({ uuid: 'c0ffee00-0000-4000-8000-000000000002' }, [
      'c0ffee00-0000-4000-8000-000000000002',
    ]),
    'POST nodegroups/ op=import_boot_images': admin(),
    'POST nodegroups/ op=register': { as: null, form: { uuid: NEW_CLUSTER }, objects: [NEW_CLUSTER] },
    [`POST ${cluster} op=claim_key`]: {
      as: null,
      path: claiming.path,
      form: { secret: CLAIM_SECRET },
      objects: [claiming.uuid],
    },
    [`PUT ${cluster}`]: admin({ cluster_name: 'renamed' }),
    [`POST ${cluster} op=import_boot_images`]: admin(),
    [`POST ${cluster} op=cancel_import`]: admin(),
    [`POST ${cluster} op=probe_and_enlist_hardware`]: admin({
      model: 'virsh',
      power_address: 'qemu:///system',
      power_pass: CANARY,
    }),
    [`POST ${cluster} op=probe_and_enlist_ucsm`]: admin({
      url: 'http://127.0.0.1:1/',
      username: 'u',
      password: CANARY,
    }),
    [`POST ${cluster}boot-sources/`]: admin({ url: 'http://127.0.0.1/', keyring_data: KEYRING }, [ID]),
    [`PUT ${source}`]: admin({ url: 'http://127.0.0.1/other/' }),
    [`DELETE ${source}`]: admin(),
    [`POST ${selections}`]: admin({ arches: 'amd64' }, [ID]),
    [`PUT ${selections}{id}/`]: admin({ arches: 'amd64' }),
    [`DELETE ${selections}{id}/`]: admin(),
    [`POST ${cluster}interfaces/ op=new`]: {
      as: 'worker',
      form: { interface: 'eth9', ip: '192.0.2.1' },
      objects: ['eth9'],
    },
    [`PUT ${cluster}interfaces/{interface}/`]: admin({ ip: '203.0.113.2' }),
    [`DELETE ${cluster}interfaces/{interface}/`]: admin(),
    'POST nodes/ op=accept': admin({ nodes: declared }, [declared]),
    'POST nodes/ op=accept_all': admin(),
    'POST nodes/ op=acquire': user({ agent_name: CANARY }, [ready]),
    'POST nodes/ op=check_commissioning': user(),
    'POST nodes/ op=new': {
      ...admin({ mac_addresses: '02:ad:00:00:00:01', architecture: 'amd64/generic', ...POWER }, [/^node-/]),
      parameters: ['architecture', 'mac_addresses', ...powerNames],
    },
    'POST nodes/ op=release': user({ nodes: NODE }, [NODE]),
    'POST nodes/ op=start': user({ nodes: NODE, user_data: KEYRING }, [NODE]),
    'POST nodes/ op=stop': user({ nodes: NODE, stop_mode: 'hard' }, [NODE]),
    'POST nodes/ op=power_cycle': user({ nodes: NODE, stop_mode: 'hard' }, [NODE]),
    'GET nodes/ op=power_parameters': admin({ id: NODE }, [NODE]),
    'POST nodes/ op=set_zone': admin({ nodes: NODE, zone: 'standing' }, [NODE, 'standing']),
    'PUT nodes/{system_id}/': { ...admin(POWER), parameters: powerNames },
    'DELETE nodes/{system_id}/': { as: 'admin', node: 'ready' },
    'POST nodes/{system_id}/ op=commission': { as: 'admin', node: 'ready' },
    'POST nodes/{system_id}/ op=abort_operation': { as: 'user', node: 'deploying' },
    'POST nodes/{system_id}/ op=mark_broken': user({ error_description: CANARY }),
    'POST nodes/{system_id}/ op=mark_fixed': { as: 'admin', node: 'broken' },
    'POST nodes/{system_id}/ op=release': user(),
    'POST nodes/{system_id}/ op=start': user({ user_data: KEYRING }),
    'POST nodes/{system_id}/ op=stop': user({ stop_mode: 'hard' }),
    'POST nodes/{system_id}/ op=power_cycle': { ...user({ stop_mode: 'hard' }), node: 'powered' },
    'POST nodes/{system_id}/macs/': user({ mac_address: '02:ad:00:00:00:02' }, ['02:ad:00:00:00:02']),
    'DELETE nodes/{system_id}/macs/{mac_address}/': user(),
    'POST tags/ op=new': admin({ name: 'new-tag', comment: CANARY }, ['new-tag']),
    'PUT tags/{name}/': admin({ comment: CANARY }),
    'DELETE tags/{name}/': admin(),
    'POST tags/{name}/ op=rebuild': admin(),
    'POST tags/{name}/ op=update_nodes': admin({ add: NODE }, [NODE]),
    'POST users/': admin({ username: 'newcomer', email: 'n@example.com', password: CANARY, is_superuser: '0' }, [
      'newcomer',
    ]),
    'PUT users/{username}/': admin({ password: CANARY }),
    'DELETE users/{username}/': admin(),
    'POST webhooks/': admin({ url: `https://example.com/${CANARY}` }, [ID]),
    'PUT webhooks/{id}/': admin({ url: `https://example.com/${CANARY}` }),
    'DELETE webhooks/{id}/': admin(),
    'POST webhooks/{id}/ op=test': admin(),
    'POST webhooks/{id}/ op=rotate_secret': admin(),
    'POST webhooks/{id}/ op=retry': admin(),
    'POST zones/': admin({ name: 'new-zone' }, ['new-zone']),
    'PUT zones/{name}/': admin({ description: 'text' }),
    'DELETE zones/{name}/': admin(),
  };
}
