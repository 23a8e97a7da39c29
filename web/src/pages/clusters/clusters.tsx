import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Cluster, clusterList } from '../../api/lists.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { Decision } from './decision.js';
import { ACCEPTED, PENDING, statusText } from './statuses.js';

type Open = { readonly kind: 'accept' | 'reject'; readonly cluster: Cluster };

export default function Clusters() {
  const query = useQuery(clusterList);
  const { is_superuser: isAdmin } = useUser();
  const [open, setOpen] = useState<Open>();
  return (
    <Page title="Clusters" aside={query.data && countText(query.data.length, 'cluster')}>
      <Loaded query={query} what="the clusters">
        {(clusters) => (
          <SortedTable
            label="Clusters"
            rows={clusters}
            keyOf={({ uuid }) => uuid}
            usual="name"
            empty={
              <Empty title="There are no clusters.">
                <p>
                  Run <code>maas-region cluster --region URL</code> on a machine in the network of your nodes.
                </p>
              </Empty>
            }
            columns={[
              {
                id: 'name',
                title: 'Name',
                width: 'minmax(10rem, 2fr)',
                sortBy: ({ cluster_name }) => cluster_name,
                render: ({ uuid, cluster_name }) => (
                  <Link href={`/clusters/${encodeURIComponent(uuid)}`}>{cluster_name}</Link>
                ),
              },
              {
                id: 'dns',
                title: 'DNS zone',
                width: 'minmax(7rem, 1fr)',
                sortBy: ({ name }) => name,
                render: ({ name }) => name,
              },
              {
                id: 'status',
                title: 'Status',
                width: '8rem',
                sortBy: ({ status }) => status,
                render: ({ status }) => statusText(status),
              },
              {
                id: 'code',
                title: 'Claim code',
                width: '8rem',
                render: ({ claim_code }) => claim_code && <code>{claim_code}</code>,
              },
              {
                id: 'actions',
                title: 'Actions',
                width: '11rem',
                render: (cluster) =>
                  isAdmin && (
                    <RowActions
                      name={cluster.cluster_name}
                      actions={[
                        cluster.status !== ACCEPTED && ['Accept', () => setOpen({ kind: 'accept', cluster })],
                        cluster.status === PENDING && ['Reject', () => setOpen({ kind: 'reject', cluster })],
                      ]}
                    />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      {open && <Decision kind={open.kind} cluster={open.cluster} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
