import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Node } from '../../api/node.js';
import { STATUSES, statusOf } from '../../ui/node-status.js';
import { countBy } from './count-by.js';

/** How many nodes have each status; also the key to the colours of the squares. */
export function StatusCounts({ nodes }: { readonly nodes: readonly Node[] }) {
  const counts = useMemo(() => countBy(nodes, (node) => statusOf(node).word), [nodes]);
  const isOn = nodes.filter(({ power_state }) => power_state === 'on').length;
  return (
    <ul className="counts" aria-label="Nodes by status">
      {STATUSES.filter(({ word }) => counts.has(word)).map(({ word, title }) => (
        <li key={word}>
          <Link href={`/nodes?q=status:${word}`}>
            <span className={`dot is-${word}`} aria-hidden="true" />
            <strong>{(counts.get(word) ?? 0).toLocaleString('en')}</strong> {title}
          </Link>
        </li>
      ))}
      {nodes.length > 0 && (
        <li>
          <Link href="/nodes?q=power:on">
            <span className="dot is-power" aria-hidden="true" />
            <strong>{isOn.toLocaleString('en')}</strong> Powered on
          </Link>
        </li>
      )}
    </ul>
  );
}
