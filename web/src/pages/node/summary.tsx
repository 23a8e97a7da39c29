import type { Node } from '../../api/node.js';
import { Facts } from '../../ui/facts.js';
import { MachinePicture } from './machine-picture.js';
import { NodeNetworks } from './networks.js';
import { PowerCard } from './power-card.js';
import { TagCard } from './tag-card.js';

export function NodeSummary({ node }: { readonly node: Node }) {
  return (
    <div className="cards">
      <section className="card" aria-labelledby="machine-title">
        <h2 id="machine-title">Machine</h2>
        <MachinePicture node={node} />
        <Facts
          facts={[
            ['Architecture', node.architecture],
            ['Zone', node.zone.name],
            ['Operating system', [node.osystem, node.distro_series].filter(Boolean).join(' ')],
            ['Boots from', node.netboot ? 'the network' : 'its disk'],
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
