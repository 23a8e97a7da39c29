import type { Network } from '../../api/region-lists.js';
import { prefixOf } from './addresses.js';

interface Props {
  readonly networks: readonly Network[];
  readonly onOpen: (network: Network) => void;
}

const MOST = 200;
const WIDEST_PREFIX = 8;

/** The VLANs as lines, each with its networks. A wider box has more addresses. */
export function VlanPicture({ networks, onOpen }: Props) {
  const tags = [...new Set(networks.map(({ vlan_tag }) => vlan_tag))]
    .sort((a, b) => (a ?? 0) - (b ?? 0))
    .slice(0, MOST);
  if (networks.length === 0) return null;
  return (
    <section className="vlans" aria-label="VLANs">
      {tags.map((tag) => (
        <div key={tag ?? 'none'} className="vlans__line">
          <h2>{tag === null ? 'Untagged' : `VLAN ${tag}`}</h2>
          <ul>
            {networks
              .filter(({ vlan_tag }) => vlan_tag === tag)
              .slice(0, MOST)
              .map((network) => (
                <li
                  key={network.name}
                  style={{ flexGrow: Math.max(1, 32 - Math.max(prefixOf(network), WIDEST_PREFIX)) }}
                >
                  <button type="button" onClick={() => onOpen(network)}>
                    <strong>{network.name}</strong> {network.ip}/{prefixOf(network)}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
