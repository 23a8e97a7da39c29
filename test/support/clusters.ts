import { randomUUID } from 'node:crypto';
import type { ApiKey } from './oauth.js';
import type { Region } from './region.js';

/** A cluster, with the key of its worker. */
export interface TestCluster {
  readonly uuid: string;
  /** Of its resource, below the API's root */
  readonly path: string;
  readonly key: ApiKey;
}

/** Registers another cluster, and accepts it unless told not to. */
export async function anotherCluster(region: Region, { accepted = true } = {}): Promise<TestCluster> {
  const uuid = randomUUID();
  (await region.post(null, 'nodegroups/', { op: 'register', uuid })).ok();
  if (accepted) (await region.post('admin', 'nodegroups/', { op: 'accept', uuid })).ok();
  const { token } = await region.database.prisma.nodegroup.findUniqueOrThrow({
    where: { uuid },
    include: { token: { include: { consumer: true } } },
  });
  return { uuid, path: `nodegroups/${uuid}/`, key: `${token.consumer.key}:${token.key}:${token.secret}` };
}
