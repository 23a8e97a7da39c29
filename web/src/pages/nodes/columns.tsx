import { Link } from 'wouter';
import type { Node } from '../../api/node.js';
import { memoryText, storageText } from '../../ui/amounts.js';
import type { Column } from '../../ui/data-table.js';
import { Icon } from '../../ui/icon.js';
import { statusRank, troubleOf } from '../../ui/node-status.js';
import { PowerLabel, StatusLabel } from '../../ui/status.js';

const POWER_ORDER = { error: 0, on: 1, off: 2, unknown: 3 } as const;

/** All columns of the list, in their order. */
export const COLUMNS: readonly Column<Node>[] = [
  {
    id: 'hostname',
    title: 'Name',
    width: 'minmax(11rem, 2fr)',
    sortBy: ({ hostname }) => hostname,
    render: (node) => (
      <>
        <Link href={`/nodes/${node.system_id}`}>{node.hostname}</Link>
        {troubleOf(node) && (
          <span className="trouble" title={troubleOf(node)}>
            <Icon name="warning" />
            <span className="u-hidden">{troubleOf(node)}</span>
          </span>
        )}
      </>
    ),
  },
  {
    id: 'status',
    title: 'Status',
    width: '10rem',
    sortBy: statusRank,
    render: (node) => <StatusLabel node={node} />,
  },
  {
    id: 'power',
    title: 'Power',
    width: '6rem',
    sortBy: ({ power_state }) => POWER_ORDER[power_state],
    render: ({ power_state }) => <PowerLabel state={power_state} />,
  },
  { id: 'owner', title: 'Owner', width: '6rem', sortBy: ({ owner }) => owner ?? '', render: ({ owner }) => owner },
  { id: 'zone', title: 'Zone', width: '6rem', sortBy: ({ zone }) => zone.name, render: ({ zone }) => zone.name },
  {
    id: 'tags',
    title: 'Tags',
    width: 'minmax(5.5rem, 1.5fr)',
    sortBy: ({ tag_names }) => tag_names.join(' '),
    render: ({ tag_names }) =>
      tag_names.map((name) => (
        <span className="chip" key={name}>
          {name}
        </span>
      )),
  },
  {
    id: 'cpu',
    title: 'CPUs',
    width: '3.5rem',
    isNumber: true,
    sortBy: ({ cpu_count }) => cpu_count,
    render: ({ cpu_count }) => cpu_count || '',
  },
  {
    id: 'memory',
    title: 'Memory',
    width: '5rem',
    isNumber: true,
    sortBy: ({ memory }) => memory,
    render: ({ memory }) => memoryText(memory),
  },
  {
    id: 'storage',
    title: 'Disk',
    width: '5rem',
    isNumber: true,
    sortBy: ({ storage }) => storage,
    render: ({ storage }) => storageText(storage),
  },
  {
    id: 'ip',
    title: 'IP address',
    width: '9rem',
    sortBy: ({ ip_addresses }) => ip_addresses[0] ?? '',
    render: ({ ip_addresses }) => <code>{ip_addresses.join(' ')}</code>,
  },
  {
    id: 'mac',
    title: 'MAC address',
    width: '10.5rem',
    sortBy: ({ macaddress_set }) => macaddress_set[0]?.mac_address ?? '',
    render: ({ macaddress_set }) => <code>{macaddress_set.map(({ mac_address }) => mac_address).join(' ')}</code>,
  },
  {
    id: 'architecture',
    title: 'Architecture',
    width: '9rem',
    sortBy: ({ architecture }) => architecture,
    render: ({ architecture }) => architecture,
  },
  {
    id: 'power_type',
    title: 'Power type',
    width: '7rem',
    sortBy: ({ power_type }) => power_type,
    render: ({ power_type }) => power_type,
  },
  {
    id: 'series',
    title: 'Series',
    width: '6rem',
    sortBy: ({ distro_series }) => distro_series,
    render: ({ distro_series }) => distro_series,
  },
];

/** The ids of the columns that are shown when the address names none. */
export const USUAL_COLUMNS = ['hostname', 'status', 'power', 'owner', 'zone', 'tags', 'cpu', 'memory', 'storage', 'ip'];
