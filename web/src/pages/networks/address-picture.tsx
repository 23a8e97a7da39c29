import { useMemo } from 'react';
import type { Node } from '../../api/node.js';
import type { Network } from '../../api/region-lists.js';
import { countText } from '../../ui/amounts.js';
import { placeIn, prefixOf } from './addresses.js';

interface Props {
  readonly network: Network;
  readonly nodes: readonly Node[];
}

const WIDTH = 1_000;
/** The width of a mark: addresses that are so near to each other share one. */
const MARK = 4;

/** A line for all addresses of an IPv4 network, with marks where nodes have leased some. */
export function AddressPicture({ network, nodes }: Props) {
  const { count, marks } = useMemo(() => marksOf(network, nodes), [network, nodes]);
  const text = countText(count, 'leased address', 'leased addresses');
  return (
    <figure className="addresses">
      <svg viewBox={`0 0 ${WIDTH} 40`} preserveAspectRatio="none" role="img" aria-label={text}>
        <rect className="addresses__all" x="0" y="10" width={WIDTH} height="20" />
        {marks.map(([at, names]) => (
          <rect key={at} className="addresses__one" x={at * MARK} y="4" width={MARK} height="32">
            <title>{names.length === 1 ? names[0] : `${names.length} addresses from ${names[0]}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption>
        {network.ip}/{prefixOf(network)}: {text} of nodes
      </figcaption>
    </figure>
  );
}

/** Leased addresses with their nodes, by the place of their mark. */
function marksOf(network: Network, nodes: readonly Node[]): { count: number; marks: [number, string[]][] } {
  const marks = new Map<number, string[]>();
  let count = 0;
  for (const { hostname, ip_addresses } of nodes) {
    for (const address of ip_addresses) {
      const place = placeIn(network, address);
      if (place === undefined) continue;
      count += 1;
      const at = Math.floor((place * WIDTH) / MARK);
      const names = marks.get(at) ?? [];
      names.push(`${address} ${hostname}`);
      marks.set(at, names);
    }
  }
  return { count, marks: [...marks] };
}
