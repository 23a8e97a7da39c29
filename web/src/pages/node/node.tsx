import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { nodeById } from '../../api/nodes.js';
import { Page } from '../../ui/page.js';
import { Loaded } from '../../ui/states.js';
import { StatusLabel } from '../../ui/status.js';

export default function NodePage() {
  const { id = '' } = useParams();
  const query = useQuery(nodeById(id));
  return (
    <Page title={query.data?.hostname ?? id} aside={query.data && <StatusLabel node={query.data} />}>
      <Loaded query={query} what="the node">
        {(node) => <p>{node.architecture}</p>}
      </Loaded>
    </Page>
  );
}
