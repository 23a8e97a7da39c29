import { z } from 'zod';
import { admin, user } from '../api/operation/access.js';
import { userOf } from '../api/operation/caller.js';
import type { Links } from '../api/operation/links.js';
import { operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import { ipAddress, netmask, vlanTag } from '../model/networks/address.js';
import { createNetwork, deleteNetwork, updateNetwork } from '../model/networks/edit.js';
import { connectMacs, disconnectMacs, listConnectedMacs } from '../model/networks/macs.js';
import { listNetworks, lockNetwork, type Network, readNetwork } from '../model/networks/view.js';
import { blankable, field, many, optional, optionalMany } from '../params/param.js';
import { badMac, identifier, macAddress, systemId } from '../params/values.js';
import { macJson } from './nodes/mac-json.js';

const NetworkJson = z.object({
  description: z.string(),
  ip: z.string(),
  netmask: z.string(),
  vlan_tag: z.number().int().nullable(),
  resource_uri: z.string(),
  name: z.string(),
});

const MacJson = z.object({ resource_uri: z.string(), mac_address: z.string() });

const name = identifier(255);
/** An empty text stands for no address, so that forms can send an empty list. */
const macOrNothing = z.union([z.literal(''), macAddress], { error: ({ input }) => badMac(String(input)) });
const withoutBlanks = (macs: readonly string[]): string[] => macs.filter((mac) => mac !== '');

const DOCS = {
  name: 'The name of the network: letters, digits, dashes and underscores.',
  ip: 'An IPv4 or IPv6 address of the network; its host bits are set to zero.',
  netmask: 'The netmask of the network, in the form of an address: 255.255.255.0.',
  vlan_tag: 'VLAN tag, 1 to 4094; 0 for an untagged network.',
  description: 'Free text about the network.',
  mac_addresses: 'MAC addresses of nodes: these, and no others, are on the network.',
  macs: 'MAC addresses of nodes.',
};

function networkJson({ description, ip, netmask, vlan_tag, name }: Network, links: Links): z.infer<typeof NetworkJson> {
  return { description, ip, netmask, vlan_tag, resource_uri: links.api('networks', name), name };
}

/** `networks/` */
export const networks = resource({
  name: 'NetworksHandler',
  path: 'networks/',
  doc: 'Manage the networks that nodes are attached to.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'List networks by name.',
      params: { node: many(systemId, 'System ids: only networks that all of these nodes are attached to.') },
      returns: z.array(NetworkJson),
      handle: async ({ db, links, params: { node } }) =>
        (await listNetworks(db, node)).map((network) => networkJson(network, links)),
    }),
    operation({
      on: 'POST',
      allow: admin,
      doc: 'Define a network. It must not overlap with another one.',
      params: {
        name: field(name, DOCS.name),
        ip: field(ipAddress, DOCS.ip),
        netmask: field(netmask, DOCS.netmask),
        vlan_tag: blankable(vlanTag, DOCS.vlan_tag),
        description: optional(z.string(), DOCS.description),
        mac_addresses: many(macOrNothing, DOCS.mac_addresses),
      },
      returns: NetworkJson,
      handle: async ({ db, links, params }) => {
        const macs = withoutBlanks(params.mac_addresses);
        return networkJson(await createNetwork(db, { ...params, mac_addresses: macs }), links);
      },
    }),
  ],
});

/** `networks/{name}/` */
export const network = resource({
  name: 'NetworkHandler',
  path: 'networks/{name}/',
  doc: 'Manage a network.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'Read a network.',
      returns: NetworkJson,
      handle: async ({ db, links, arg }) => networkJson(await readNetwork(db, arg('name')), links),
    }),
    operation({
      on: 'PUT',
      allow: admin,
      doc: 'Change a network. What is left out stays as it is.',
      params: {
        name: optional(name, DOCS.name),
        ip: optional(ipAddress, DOCS.ip),
        netmask: optional(netmask, DOCS.netmask),
        vlan_tag: blankable(vlanTag, DOCS.vlan_tag),
        description: optional(z.string(), DOCS.description),
        mac_addresses: optionalMany(macOrNothing, DOCS.mac_addresses),
      },
      returns: NetworkJson,
      target: ({ db, arg }) => lockNetwork(db, arg('name')),
      handle: async ({ db, links, target, params }) => {
        const macs = params.mac_addresses && withoutBlanks(params.mac_addresses);
        return networkJson(await updateNetwork(db, target, { ...params, mac_addresses: macs }), links);
      },
    }),
    operation({
      on: 'DELETE',
      allow: admin,
      doc: 'Delete a network. It must have no nodes attached; deleting one that is not there does nothing.',
      handle: async ({ db, arg }) => {
        await deleteNetwork(db, arg('name'));
        return Reply.empty();
      },
    }),
    operation({
      on: 'GET',
      op: 'list_connected_macs',
      allow: user,
      doc: 'List the MAC addresses on this network of nodes that the caller sees.',
      returns: z.array(MacJson),
      target: ({ db, arg }) => readNetwork(db, arg('name')),
      handle: async ({ db, links, caller, target }) => {
        const macs = await listConnectedMacs(db, target.id, userOf(caller));
        return macs.map(({ system_id, mac }) => macJson(system_id, mac, links));
      },
    }),
    operation({
      on: 'POST',
      op: 'connect_macs',
      allow: admin,
      doc: 'Connect MAC addresses of nodes to this network. Those that are connected already stay so.',
      params: { macs: many(macOrNothing, DOCS.macs) },
      returns: z.null(),
      target: ({ db, arg }) => readNetwork(db, arg('name')),
      handle: async ({ db, target, params: { macs } }) => {
        await connectMacs(db, target.id, withoutBlanks(macs));
        return null;
      },
    }),
    operation({
      on: 'POST',
      op: 'disconnect_macs',
      allow: admin,
      doc: 'Disconnect MAC addresses of nodes from this network. Those that are not connected stay so.',
      params: { macs: many(macOrNothing, DOCS.macs) },
      returns: z.null(),
      target: ({ db, arg }) => readNetwork(db, arg('name')),
      handle: async ({ db, target, params: { macs } }) => {
        await disconnectMacs(db, target.id, withoutBlanks(macs));
        return null;
      },
    }),
  ],
});
