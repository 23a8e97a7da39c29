import { select } from './sql.js';

/** The worker of a cluster. */
export interface Worker {
  /** Of its cluster */
  readonly uuid: string;
  /** Its API key, as people are shown it */
  readonly key: string;
}

/** Finds the worker of the first cluster. @throws Error when there is no cluster */
export async function findWorker(databaseUrl: string): Promise<Worker> {
  const [worker] = await select<{ uuid: string; key: string }>(databaseUrl, WORKER);
  if (!worker) throw new Error('there is no cluster');
  return worker;
}

const WORKER = `
  SELECT g.uuid, c.key || ':' || t.key || ':' || t.secret AS key
  FROM nodegroups g JOIN tokens t ON t.id = g.token_id JOIN consumers c ON c.id = t.consumer_id ORDER BY g.id LIMIT 1`;
