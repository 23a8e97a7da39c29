import { useMemo } from 'react';
import type { Network } from '../../api/region-lists.js';
import { countText } from '../../ui/amounts.js';
import { prefixOf } from './addresses.js';

interface Props {
  readonly networks: readonly Network[];
  readonly onOpen: (network: Network) => void;
}

/** More boxes are no picture: the table lists all networks. */
const MOST = 100;
/** Networks with so many bits for hosts, or more, have the widest boxes. */
const WIDEST_BITS = 20;

/** The VLANs as lines, each with its networks. A wider box has more addresses. */
export function VlanPicture({ networks, onOpen }: Props) {
  const lines = useMemo(() => linesOf(networks), [networks]);
  if (networks.length === 0) return null;
  return (
    <section className="vlans" aria-label="VLANs">
      {lines.map(([tag, members]) => (
        <div key={tag ?? 'none'} className="vlans__line">
          <h2>{tag === null ? 'Untagged' : `VLAN ${tag}`}</h2>
          <ul>
            {members.map((network) => (
              <li key={network.name} style={{ width: `${widthOf(network)}%` }}>
                <button type="button" onClick={() => onOpen(network)}>
                  <strong>{network.name}</strong> {network.ip}/{prefixOf(network)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {networks.length > MOST && <p>The table lists {countText(networks.length - MOST, 'more network')}.</p>}
    </section>
  );
}

/** The width of the box of a network in percent, by the number of digits of its size. */
function widthOf(network: Network): number {
  const bits = (network.ip.includes(':') ? 128 : 32) - prefixOf(network);
  return (100 * Math.min(bits, WIDEST_BITS)) / WIDEST_BITS;
}

/** The networks of each VLAN, in the order of their tags. Untagged ones come first. */
function linesOf(networks: readonly Network[]): [number | null, Network[]][] {
  const sorted = networks.toSorted((a, b) => (a.vlan_tag ?? 0) - (b.vlan_tag ?? 0)).slice(0, MOST);
  const lines = new Map<number | null, Network[]>();
  for (const network of sorted) {
    const line = lines.get(network.vlan_tag) ?? [];
    lines.set(network.vlan_tag, [...line, network]);
  }
  return [...lines];
}
