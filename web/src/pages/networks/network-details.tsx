import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '../../api/client.js';
import { dataOf, textOf } from '../../api/errors.js';
import type { Node } from '../../api/node.js';
import type { Network } from '../../api/region-lists.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { NodePicker } from '../../ui/node-picker.js';
import { Empty, Loaded } from '../../ui/states.js';
import { placeIn, prefixOf } from './addresses.js';

interface Props {
  readonly network: Network;
  readonly nodes: readonly Node[];
  readonly onClose: () => void;
}

/** The addresses of a network that nodes have leased, and the MAC addresses that are attached to it. */
export function NetworkDetails({ network, nodes, onClose }: Props) {
  const { name } = network;
  const { is_superuser: isAdmin } = useUser();
  const client = useQueryClient();
  const [problem, setProblem] = useState('');
  const [attachable, setMacs] = useState<readonly string[]>([]);
  const query = useQuery({
    queryKey: ['networks', 'macs', name],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/networks/{name}/;op=list_connected_macs', { params: { path: { name } }, signal })),
  });
  const change = async (work: () => Promise<unknown>) => {
    setProblem('');
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['networks'] });
    } catch (error) {
      setProblem(textOf(error));
    }
  };
  const attach = (mac: string) =>
    change(() =>
      dataOf(
        api.POST('/api/1.0/networks/{name}/;op=connect_macs', { params: { path: { name } }, body: { macs: [mac] } }),
      ),
    );
  const detach = (mac: string) =>
    change(() =>
      dataOf(
        api.POST('/api/1.0/networks/{name}/;op=disconnect_macs', { params: { path: { name } }, body: { macs: [mac] } }),
      ),
    );
  const owners = new Map(
    nodes.flatMap((node) => node.macaddress_set.map(({ mac_address }) => [mac_address, node] as const)),
  );
  return (
    <Dialog title={`Network ${name}`} size="large" onClose={onClose}>
      <AddressPicture network={network} nodes={nodes} />
      {problem !== '' && (
        <p className="notice is-bad" role="alert">
          {problem}
        </p>
      )}
      <Loaded query={query} what="the attached nodes">
        {(macs) => (
          <>
            <h3>{countText(macs.length, 'attached MAC address', 'attached MAC addresses')}</h3>
            {macs.length === 0 && <Empty title="No node is attached." />}
            <ul className="node-rows">
              {macs.map(({ mac_address: mac }) => (
                <li key={mac}>
                  <span>
                    <code>{mac}</code>{' '}
                    {owners.has(mac) && (
                      <Link href={`/nodes/${owners.get(mac)?.system_id}`}>{owners.get(mac)?.hostname}</Link>
                    )}
                  </span>
                  {isAdmin && (
                    <Button aria-label={`Detach ${mac}`} onClick={() => void detach(mac)}>
                      Detach
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {isAdmin && (
              <NodePicker
                label="Attach a node"
                nodes={nodes}
                onPick={(node) => setMacs(node?.macaddress_set.map(({ mac_address }) => mac_address) ?? [])}
              />
            )}
            {attachable.map((mac) => (
              <Button key={mac} onClick={() => void attach(mac)}>
                Attach {mac}
              </Button>
            ))}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

/** A line for all addresses of an IPv4 network, with a mark for each one that a node has leased. */
function AddressPicture({ network, nodes }: Pick<Props, 'network' | 'nodes'>) {
  const marks = nodes.flatMap(({ hostname, ip_addresses }) =>
    (ip_addresses ?? []).flatMap((address) => {
      const place = placeIn(network, address);
      return place === undefined ? [] : [{ address, hostname, place }];
    }),
  );
  return (
    <figure className="addresses">
      <svg
        viewBox="0 0 1000 40"
        preserveAspectRatio="none"
        role="img"
        aria-label={countText(marks.length, 'leased address', 'leased addresses')}
      >
        <rect className="addresses__all" x="0" y="10" width="1000" height="20" />
        {marks.map(({ address, hostname, place }) => (
          <rect key={address} className="addresses__one" x={place * 1_000} y="4" width="4" height="32">
            <title>{`${address} ${hostname}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption>
        {network.ip}/{prefixOf(network)}: {countText(marks.length, 'leased address', 'leased addresses')} of nodes
      </figcaption>
    </figure>
  );
}
