import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { countJobs } from '../../jobs/count-jobs.js';
import { ClusterStatus } from '../../model/statuses/cluster-status.js';
import { readPowerEnvironment } from '../../power/driver/environment.js';
import { listPowerTools } from '../../power/tool-inventory.js';
import { VERSION } from '../../version.js';

interface DatabaseStatus {
  readonly version: string;
  readonly megabytes: number;
  readonly connections: number;
}

const readDatabase = statement<[], DatabaseStatus>(
  'status_database',
  `SELECT current_setting('server_version') AS version, (pg_database_size(current_database()) / 1048576)::int AS megabytes,
     (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections`,
);

const readProcesses = statement<[], { worker: string; started: string; silent_seconds: number }>(
  'status_processes',
  `SELECT worker_id AS worker, to_char(started AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started,
     extract(epoch FROM now() - seen)::int AS silent_seconds
   FROM region_processes ORDER BY started`,
);

const readImages = statement<[], { cluster: string; images: number }>(
  'status_images',
  `SELECT g.cluster_name AS cluster, count(b.id)::int AS images
   FROM nodegroups g LEFT JOIN boot_images b ON b.nodegroup_id = g.id
   WHERE g.status = ${ClusterStatus.ACCEPTED} GROUP BY g.id ORDER BY g.id`,
);

export const maasStatus = operation({
  on: 'GET',
  op: 'status',
  allow: admin,
  doc: `Show the health of the region: its version, the database, the processes that perform jobs, the jobs, the boot images of
each accepted cluster, and the programs that power types need.

A process that is silent for more than 15 seconds is gone. A program without a path is not installed on this host.`,
  returns: z.object({
    version: z.string(),
    database: z.object({ version: z.string(), megabytes: z.number().int(), connections: z.number().int() }),
    processes: z.array(z.object({ worker: z.string(), started: z.string(), silent_seconds: z.number().int() })),
    jobs: z.array(z.object({ task: z.string(), state: z.string(), count: z.number().int() })),
    images: z.array(z.object({ cluster: z.string(), images: z.number().int() })),
    tools: z.array(
      z.object({
        power_type: z.string(),
        tool: z.string().nullable(),
        path: z.string().nullable(),
        debian_package: z.string().nullable(),
      }),
    ),
  }),
  async handle({ db, settings }) {
    const [[database], processes, jobs, images, tools] = await Promise.all([
      db.sql(readDatabase),
      db.sql(readProcesses),
      countSortedJobs(db),
      db.sql(readImages),
      listPowerTools(readPowerEnvironment(settings).toolPath),
    ]);
    const shownTools = tools.map(({ type, tool, file }) => ({
      power_type: type,
      tool: tool?.name ?? null,
      path: file ?? null,
      debian_package: tool?.debianPackage ?? null,
    }));
    return { version: VERSION, database, processes, jobs, images, tools: shownTools };
  },
});

/** The names of tasks have no order in the database. */
async function countSortedJobs(db: Db) {
  return (await countJobs(db)).toSorted((one, other) => one.task.localeCompare(other.task));
}
