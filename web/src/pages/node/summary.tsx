import { useQuery } from '@tanstack/react-query';
import type { Node } from '../../api/node.js';
import { nodeSummary } from '../../api/node-parts.js';
import { bytesText } from '../../ui/amounts.js';
import { Facts } from '../../ui/facts.js';
import { MachinePicture } from './machine-picture.js';
import { NodeNetworks } from './networks.js';
import { PowerCard } from './power-card.js';
import { TagCard } from './tag-card.js';

export function NodeSummary({ node }: { readonly node: Node }) {
  const { data: more } = useQuery(nodeSummary(node.system_id));
  return (
    <div className="cards">
      <section className="card" aria-labelledby="machine-title">
        <h2 id="machine-title">Machine</h2>
        <MachinePicture node={node} />
        <Facts
          facts={[
            ['Architecture', node.architecture],
            ['Why', more?.error],
            ['Zone', node.zone.name],
            ['Cluster', more?.cluster.name],
            ['Operating system', [node.osystem, node.distro_series].filter(Boolean).join(' ')],
            ['Boots from', node.netboot ? 'the network' : 'its disk'],
            ['User data', more && userDataText(more.user_data_size)],
            ['Added', more && timeText(more.created)],
            ['Changed', more && timeText(more.updated)],
            ['System id', <code key="id">{node.system_id}</code>],
          ]}
        />
      </section>
      <PowerCard node={node} />
      <NodeNetworks node={node} />
      <TagCard node={node} />
    </div>
  );
}

function userDataText(bytes: number | null): string {
  return bytes === null ? 'none' : `${bytesText(bytes)}, which pages do not show`;
}

function timeText(time: string): string {
  return new Date(time).toLocaleString('en-GB');
}
