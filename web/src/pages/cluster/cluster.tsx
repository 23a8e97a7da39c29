import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { clusterList } from '../../api/lists.js';
import { useUser } from '../../session/session.js';
import { Page } from '../../ui/page.js';
import { Empty, Loaded } from '../../ui/states.js';
import { statusText } from '../clusters/statuses.js';
import { Images } from './images.js';
import { Interfaces } from './interfaces.js';
import { Leases } from './leases.js';

export default function ClusterPage() {
  const { uuid = '' } = useParams();
  const query = useQuery(clusterList);
  const { is_superuser: isAdmin } = useUser();
  const cluster = query.data?.find((one) => one.uuid === uuid);
  return (
    <Page title={cluster?.cluster_name ?? 'Cluster'} aside={cluster && statusText(cluster.status)}>
      <Loaded query={query} what="the cluster">
        {() =>
          cluster ? (
            <div className="stack">
              <p>
                DNS zone {cluster.name}, uuid <code>{uuid}</code>.{' '}
                <Link href={`/boot-sources/${encodeURIComponent(uuid)}`}>Boot sources</Link>
              </p>
              {isAdmin ? (
                <>
                  <Interfaces uuid={uuid} />
                  <Images uuid={uuid} />
                  <Leases uuid={uuid} />
                </>
              ) : (
                <p>Administrators see its interfaces, images and leases.</p>
              )}
            </div>
          ) : (
            <Empty title="There is no such cluster." />
          )
        }
      </Loaded>
    </Page>
  );
}
