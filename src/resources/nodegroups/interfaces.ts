import { z } from 'zod';
import { adminOrWorker } from '../../api/operation/access.js';
import { operation, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { addInterface, changeInterface, type InterfaceChanges } from '../../model/clusters/interfaces/edit.js';
import { addressOrNone, interfaceName, management, requiredAddress } from '../../model/clusters/interfaces/fields.js';
import {
  type ClusterInterface,
  deleteInterface,
  listInterfaces,
  lockInterface,
  noteForeignDhcp,
  readInterface,
} from '../../model/clusters/interfaces/interfaces.js';
import { type Deferred, deferred, demand, field, mandatory, optional, settler } from '../../params/param.js';
import { findCluster } from './cluster.js';

const interfaceShape = z.object({
  ip: z.string(),
  management: z.number().int(),
  interface: z.string(),
  subnet_mask: z.string().nullable(),
  broadcast_ip: z.string().nullable(),
  ip_range_low: z.string().nullable(),
  ip_range_high: z.string().nullable(),
});

function interfaceJson(found: ClusterInterface): z.infer<typeof interfaceShape> {
  const { ip, management, interface: name, subnet_mask, broadcast_ip, ip_range_low, ip_range_high } = found;
  return { ip, management, interface: name, subnet_mask, broadcast_ip, ip_range_low, ip_range_high };
}

const IP = 'The address of the cluster on this interface, IPv4 or IPv6.';

const settings = {
  interface: deferred(optional(interfaceName, 'The name of the interface: eth0.')),
  management: deferred(
    optional(management, 'What the cluster manages: 0 nothing (unless said otherwise), 1 DHCP, 2 DHCP and DNS.'),
  ),
  subnet_mask: deferred(optional(addressOrNone, 'The netmask: 255.255.0.0. Needed to manage the interface.')),
  broadcast_ip: deferred(
    optional(addressOrNone, 'The broadcast address; when it is not given, the last one of the network.'),
  ),
  router_ip: deferred(optional(addressOrNone, 'The default gateway. Needed to manage the interface.')),
  ip_range_low: deferred(optional(addressOrNone, 'The lowest address for DHCP. Needed to manage the interface.')),
  ip_range_high: deferred(optional(addressOrNone, 'The highest address for DHCP. Needed to manage the interface.')),
};

type Given = { readonly [Name in keyof InterfaceChanges]-?: Deferred<InterfaceChanges[Name]> };

/** The fields that are right by themselves, and what is wrong with the others. */
function sorted(given: Given) {
  const wrong: Record<string, readonly string[]> = {};
  const take = settler(wrong);
  const right: InterfaceChanges = {
    interface: take('interface', given.interface),
    management: take('management', given.management),
    ip: take('ip', given.ip),
    subnet_mask: take('subnet_mask', given.subnet_mask),
    broadcast_ip: take('broadcast_ip', given.broadcast_ip),
    router_ip: take('router_ip', given.router_ip),
    ip_range_low: take('ip_range_low', given.ip_range_low),
    ip_range_high: take('ip_range_high', given.ip_range_high),
  };
  return { right, wrong };
}

/** `nodegroups/{uuid}/interfaces/` */
export const interfaces = resource({
  name: 'NodeGroupInterfacesHandler',
  path: 'nodegroups/{uuid}/interfaces/',
  doc: 'Manage the network interfaces of a cluster, with what the cluster manages on each.',
  operations: [
    operation({
      on: 'GET',
      op: 'list',
      allow: adminOrWorker,
      doc: 'List the network interfaces of a cluster.',
      returns: z.array(interfaceShape),
      target: findCluster,
      handle: async ({ db, target }) => (await listInterfaces(db, target.id)).map(interfaceJson),
    }),
    operation({
      on: 'POST',
      op: 'new',
      allow: adminOrWorker,
      doc: 'Add a network interface to a cluster.',
      params: { ...settings, ip: deferred(field(requiredAddress, IP)) },
      returns: interfaceShape,
      target: findCluster,
      async handle({ db, target, params }) {
        const { right, wrong } = sorted(params);
        return interfaceJson(await addInterface(db, target.id, right, wrong));
      },
    }),
  ],
});

/** `nodegroups/{uuid}/interfaces/{interface}/` */
export const clusterInterface = resource({
  name: 'NodeGroupInterfaceHandler',
  path: 'nodegroups/{uuid}/interfaces/{interface}/',
  doc: 'Manage a network interface of a cluster, which is known by its name.',
  operations: [
    operation({
      on: 'GET',
      allow: adminOrWorker,
      doc: 'Read a network interface.',
      returns: interfaceShape,
      target: findCluster,
      handle: async ({ db, target, arg }) => interfaceJson(await readInterface(db, target.id, arg('interface'))),
    }),
    operation({
      on: 'PUT',
      allow: adminOrWorker,
      doc: 'Change a network interface. What is left out stays as it is; an address that is empty is taken away.',
      params: { ...settings, ip: deferred(optional(requiredAddress, IP)) },
      returns: interfaceShape,
      target: findCluster,
      async handle({ db, target, arg, params }) {
        const old = await lockInterface(db, target.id, arg('interface'));
        const { right, wrong } = sorted(params);
        return interfaceJson(await changeInterface(db, old, right, wrong));
      },
    }),
    operation({
      on: 'DELETE',
      allow: adminOrWorker,
      doc: 'Delete a network interface.',
      target: findCluster,
      async handle({ db, target, arg }) {
        await deleteInterface(db, target.id, arg('interface'));
        return Reply.empty();
      },
    }),
    operation({
      on: 'POST',
      op: 'report_foreign_dhcp',
      allow: adminOrWorker,
      doc: 'Report which DHCP server that is not managed by MAAS answers on the network of an interface.',
      params: {
        foreign_dhcp_ip: deferred(mandatory(addressOrNone, 'The address of the server; empty when there is none.')),
      },
      returns: interfaceShape,
      target: findCluster,
      presenceFirst: true,
      async handle({ db, target, arg, params }) {
        const { id } = await lockInterface(db, target.id, arg('interface'));
        const server = demand('foreign_dhcp_ip', params.foreign_dhcp_ip) ?? null;
        return interfaceJson(await noteForeignDhcp(db, id, server));
      },
    }),
  ],
});
