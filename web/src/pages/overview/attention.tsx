import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type Cluster, clusterList } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import { downloadList } from '../../api/region-lists.js';
import { useUser } from '../../session/session.js';
import { Icon } from '../../ui/icon.js';
import { needsOf } from './needs.js';
import { countStalled } from './stalled.js';

/** What waits for a person. */
export function Attention({ nodes }: { readonly nodes: readonly Node[] }) {
  const user = useUser();
  const { data: clusters = [] } = useQuery(clusterList);
  const stalled = useStalled(user.is_superuser ? clusters : []);
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

const ACCEPTED = 1;

/** How many downloads of each cluster do not go on, by uuid. */
function useStalled(clusters: readonly Cluster[]): ReadonlyMap<string, number> {
  const accepted = clusters.filter(({ status }) => status === ACCEPTED);
  return useQueries({
    queries: accepted.map(({ uuid }) => downloadList(uuid)),
    combine: (lists) => {
      const now = Date.now();
      return new Map(accepted.map(({ uuid }, index) => [uuid, countStalled(lists[index]?.data ?? [], now)] as const));
    },
  });
}
