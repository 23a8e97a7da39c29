import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
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
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { AddressPicture } from './address-picture.js';

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
  const owners = useMemo(
    () => new Map(nodes.flatMap((node) => node.macaddress_set.map(({ mac_address }) => [mac_address, node] as const))),
    [nodes],
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
            <SortedTable
              label="Attached MAC addresses"
              rows={macs}
              keyOf={({ mac_address: mac }) => mac}
              empty={<Empty title="No node is attached." />}
              columns={[
                {
                  id: 'mac',
                  title: 'MAC address',
                  width: 'minmax(10rem, 1fr)',
                  sortBy: ({ mac_address: mac }) => mac,
                  render: ({ mac_address: mac }) => <code>{mac}</code>,
                },
                {
                  id: 'node',
                  title: 'Node',
                  width: 'minmax(9rem, 2fr)',
                  sortBy: ({ mac_address: mac }) => owners.get(mac)?.hostname ?? '',
                  render: ({ mac_address: mac }) =>
                    owners.has(mac) && (
                      <Link href={`/nodes/${owners.get(mac)?.system_id}`}>{owners.get(mac)?.hostname}</Link>
                    ),
                },
                {
                  id: 'actions',
                  title: 'Actions',
                  width: '6rem',
                  render: ({ mac_address: mac }) =>
                    isAdmin && (
                      <Button aria-label={`Detach ${mac}`} onClick={() => void detach(mac)}>
                        Detach
                      </Button>
                    ),
                },
              ]}
            />
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
