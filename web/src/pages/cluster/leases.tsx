import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { leaseList } from '../../api/region-lists.js';
import { countText } from '../../ui/amounts.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';

export function Leases({ uuid }: { readonly uuid: string }) {
  const query = useQuery(leaseList(uuid));
  return (
    <section className="card" aria-labelledby="leases-title">
      <h2 id="leases-title">Leases {query.data && `(${countText(query.data.length, 'address', 'addresses')})`}</h2>
      <Loaded query={query} what="the leases">
        {(leases) => (
          <SortedTable
            label="Leases"
            rows={leases}
            keyOf={({ ip }) => ip}
            empty={<Empty title="The cluster has reported no leases." />}
            columns={[
              {
                id: 'ip',
                title: 'Address',
                width: 'minmax(9rem, 1fr)',
                sortBy: ({ ip }) => ip,
                render: ({ ip }) => ip,
              },
              {
                id: 'mac',
                title: 'MAC address',
                width: 'minmax(10rem, 1fr)',
                sortBy: ({ mac }) => mac,
                render: ({ mac }) => <code>{mac}</code>,
              },
              {
                id: 'node',
                title: 'Node',
                width: 'minmax(9rem, 2fr)',
                sortBy: ({ hostname }) => hostname ?? '',
                render: ({ system_id, hostname }) => system_id && <Link href={`/nodes/${system_id}`}>{hostname}</Link>,
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
