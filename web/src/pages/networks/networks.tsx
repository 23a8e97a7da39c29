import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { nodeList } from '../../api/nodes.js';
import { type Network, networkList } from '../../api/region-lists.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { prefixOf } from './addresses.js';
import { NetworkDetails } from './network-details.js';
import { DeleteNetwork, NetworkForm } from './network-forms.js';
import { VlanPicture } from './vlan-picture.js';

type Open = { readonly kind: 'edit' | 'delete' | 'show'; readonly network?: Network };

export default function Networks() {
  const query = useQuery(networkList);
  const { is_superuser: isAdmin } = useUser();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title="Networks"
      aside={query.data && countText(query.data.length, 'network')}
      actions={
        isAdmin && (
          <Button kind="positive" onClick={() => setOpen({ kind: 'edit' })}>
            <Icon name="plus" /> Add network
          </Button>
        )
      }
    >
      <Loaded query={query} what="the networks">
        {(networks) => (
          <>
            <VlanPicture networks={networks} onOpen={(network) => setOpen({ kind: 'show', network })} />
            <NetworkTable networks={networks} isAdmin={isAdmin} onOpen={setOpen} />
          </>
        )}
      </Loaded>
      {open?.kind === 'edit' && <NetworkForm network={open.network} onClose={close} />}
      {open?.kind === 'delete' && open.network && <DeleteNetwork network={open.network} onClose={close} />}
      {open?.kind === 'show' && open.network && <Details network={open.network} onClose={close} />}
    </Page>
  );
}

function Details({ network, onClose }: { readonly network: Network; readonly onClose: () => void }) {
  const { data: nodes = [] } = useQuery(nodeList);
  return <NetworkDetails network={network} nodes={nodes} onClose={onClose} />;
}

interface TableProps {
  readonly networks: readonly Network[];
  readonly isAdmin: boolean;
  readonly onOpen: (open: Open) => void;
}

function NetworkTable({ networks, isAdmin, onOpen }: TableProps) {
  return (
    <SortedTable
      label="Networks"
      rows={networks}
      keyOf={({ name }) => name}
      usual="name"
      empty={
        <Empty title="There are no networks yet.">
          <p>A network groups the MAC addresses that are attached to it. Acquire can ask for it.</p>
        </Empty>
      }
      columns={[
        {
          id: 'name',
          title: 'Name',
          width: 'minmax(9rem, 1fr)',
          sortBy: ({ name }) => name,
          render: (network) => (
            <button type="button" className="link" onClick={() => onOpen({ kind: 'show', network })}>
              {network.name}
            </button>
          ),
        },
        {
          id: 'ip',
          title: 'Addresses',
          width: 'minmax(10rem, 1fr)',
          sortBy: ({ ip }) => ip,
          render: (network) => `${network.ip}/${prefixOf(network)}`,
        },
        {
          id: 'vlan',
          title: 'VLAN',
          width: '6rem',
          isNumber: true,
          sortBy: ({ vlan_tag }) => vlan_tag ?? 0,
          render: ({ vlan_tag }) => vlan_tag ?? 'untagged',
        },
        {
          id: 'description',
          title: 'Description',
          width: 'minmax(10rem, 2fr)',
          render: ({ description }) => description,
        },
        {
          id: 'actions',
          title: 'Actions',
          width: '9rem',
          render: (network) =>
            isAdmin && (
              <RowActions
                name={network.name}
                actions={[
                  ['Edit', () => onOpen({ kind: 'edit', network })],
                  ['Delete', () => onOpen({ kind: 'delete', network })],
                ]}
              />
            ),
        },
      ]}
    />
  );
}
