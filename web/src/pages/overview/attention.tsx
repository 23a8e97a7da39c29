import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { clusterList } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import { stalledList } from '../../api/region-lists.js';
import { useUser } from '../../session/session.js';
import { Icon } from '../../ui/icon.js';
import { needsOf } from './needs.js';

/** What waits for a person. */
export function Attention({ nodes }: { readonly nodes: readonly Node[] }) {
  const user = useUser();
  const { data: clusters = [] } = useQuery(clusterList);
  const { data: stalled = [] } = useQuery({ ...stalledList, enabled: user.is_superuser });
  const needs = needsOf(nodes, clusters, stalled, user);
  return (
    <section className="card" aria-labelledby="needs-title">
      <h2 id="needs-title">Needs you</h2>
      {needs.length === 0 && (
        <p className="card__calm">
          <Icon name="check" /> Nothing waits for you.
        </p>
      )}
      <ul className="needs">
        {needs.map(({ text, href, isUrgent }) => (
          <li key={href} className={isUrgent ? 'is-bad' : ''}>
            <Link href={href}>
              <Icon name={isUrgent ? 'warning' : 'right'} />
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
