import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { clusterList, clusterNodes } from '../../api/lists.js';
import type { Node } from '../../api/node.js';
import { nodeList } from '../../api/nodes.js';
import { countText } from '../../ui/amounts.js';
import { Page } from '../../ui/page.js';
import { Empty, Loaded } from '../../ui/states.js';
import { Attention } from './attention.js';
import { type Grouping, groupNodes } from './groups.js';
import { LastEvents } from './last-events.js';
import { RackPicture } from './rack.js';
import { StatusCounts } from './status-counts.js';

export default function Overview() {
  const query = useQuery(nodeList);
  return (
    <Page title="Overview" aside={query.data && countText(query.data.length, 'node')}>
      <Loaded query={query} what="the nodes">
        {(nodes) => (
          <>
            <StatusCounts nodes={nodes} />
            <div className="overview">
              <Racks nodes={nodes} />
              <aside className="overview__side" aria-label="What happens">
                <Attention nodes={nodes} />
                <LastEvents />
              </aside>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const GROUPINGS: readonly { id: Grouping; title: string }[] = [
  { id: 'zone', title: 'Zone' },
  { id: 'tag', title: 'Tag' },
  { id: 'cluster', title: 'Cluster' },
];

function Racks({ nodes }: { readonly nodes: readonly Node[] }) {
  const [grouping, setGrouping] = useState<Grouping>('zone');
  const clusters = useClusters(grouping === 'cluster');
  const racks = useMemo(() => groupNodes(nodes, grouping, clusters), [nodes, grouping, clusters]);
  return (
    <section className="racks" aria-labelledby="racks-title">
      <div className="section-head">
        <h2 id="racks-title">Racks</h2>
        <fieldset className="switch">
          <legend className="u-hidden">A rack is a</legend>
          {GROUPINGS.map(({ id, title }) => (
            <label key={id}>
              <input type="radio" name="grouping" checked={grouping === id} onChange={() => setGrouping(id)} />
              <span>{title}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {nodes.length === 0 && (
        <Empty title="There are no nodes yet.">
          <p>Boot a machine from the network of a cluster: it appears here at once.</p>
        </Empty>
      )}
      <div className="racks__floor">
        {racks.map((rack) => (
          <RackPicture key={rack.name} rack={rack} grouping={grouping} />
        ))}
      </div>
    </section>
  );
}

/** The names of clusters by system id of their nodes. */
function useClusters(isWanted: boolean): ReadonlyMap<string, string> {
  const { data: clusters } = useQuery({ ...clusterList, enabled: isWanted });
  const { data: members } = useQuery({ ...clusterNodes, enabled: isWanted });
  return useMemo(() => {
    const names = new Map(clusters?.map(({ uuid, cluster_name }) => [uuid, cluster_name]));
    const named = members?.flatMap(({ uuid, nodes }) => nodes.map((id) => [id, names.get(uuid) ?? uuid] as const));
    return new Map(named);
  }, [clusters, members]);
}
