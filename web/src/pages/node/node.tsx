import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useParams } from 'wouter';
import { isGone } from '../../api/errors.js';
import type { Node } from '../../api/node.js';
import { nodeById } from '../../api/nodes.js';
import { troubleOf } from '../../ui/node-status.js';
import { Page } from '../../ui/page.js';
import { Loaded, Loading } from '../../ui/states.js';
import { PowerLabel, StatusLabel } from '../../ui/status.js';
import { TabPanel, Tabs, useTab } from '../../ui/tabs.js';
import { NodeActions } from './node-actions.js';
import { NodeEvents } from './node-events.js';
import { NodeSummary } from './summary.js';

const HardwareTrees = lazy(() => import('./hardware.js'));
const Commissioning = lazy(() => import('./commissioning.js'));

const TABS = [
  ['summary', 'Summary'],
  ['hardware', 'Hardware'],
  ['commissioning', 'Commissioning'],
  ['events', 'Events'],
] as const;

export default function NodePage() {
  const { id = '' } = useParams();
  const query = useQuery(nodeById(id));
  const node = query.data;
  const gone = isGone(query.error);
  return (
    <Page
      title={node?.hostname ?? id}
      aside={node && !gone && <State node={node} />}
      actions={node && <NodeActions node={node} isGone={gone} />}
    >
      <Loaded query={query} what="the node">
        {(node) => <NodeTabs node={node} />}
      </Loaded>
    </Page>
  );
}

function State({ node }: { readonly node: Node }) {
  const trouble = troubleOf(node);
  return (
    <p className="node-state">
      <StatusLabel node={node} />
      {node.owner && <span>owned by {node.owner}</span>}
      <PowerLabel state={node.power_state} />
      {trouble && <strong className="trouble">{trouble}</strong>}
    </p>
  );
}

function NodeTabs({ node }: { readonly node: Node }) {
  const [tab, setTab] = useTab(TABS);
  return (
    <>
      <Tabs label="Parts of the node" tabs={TABS} tab={tab} onChange={setTab} />
      <TabPanel tab={tab}>
        <Suspense fallback={<Loading what="this part" />}>
          {tab === 'summary' && <NodeSummary node={node} />}
          {tab === 'hardware' && <HardwareTrees systemId={node.system_id} />}
          {tab === 'commissioning' && <Commissioning systemId={node.system_id} />}
          {tab === 'events' && <NodeEvents systemId={node.system_id} />}
        </Suspense>
      </TabPanel>
    </>
  );
}
