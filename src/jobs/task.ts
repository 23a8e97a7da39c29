import { z } from 'zod';

/** A kind of job: its name, and the schema of its payload. */
export interface JobTask<Payload> {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** Jobs of one subject run one at a time. At most one of them waits: the last one enqueued. */
  subject?(payload: Payload): string;
}

/** Performs a power action of a node. */
export const PERFORM_POWER_ACTION: JobTask<{ actionId: number }> = {
  name: 'power',
  payload: z.object({ actionId: z.number().int() }),
};

/** Delivers an event to a webhook. */
export const DELIVER_WEBHOOK: JobTask<{ deliveryId: number }> = {
  name: 'webhook',
  payload: z.object({ deliveryId: z.number().int() }),
};

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;

/** Deletes expired OAuth nonces. */
export const PURGE_NONCES: JobTask<Nothing> = { name: 'purge_nonces', payload: nothing };

/** Deletes quotas that are full again. */
export const PURGE_QUOTAS: JobTask<Nothing> = { name: 'purge_quotas', payload: nothing };

/** Deletes sessions that have expired. */
export const PURGE_SESSIONS: JobTask<Nothing> = { name: 'purge_sessions', payload: nothing };

/** Deletes answers that are kept no longer for repeated requests. */
export const PURGE_IDEMPOTENCY_KEYS: JobTask<Nothing> = { name: 'purge_idempotency', payload: nothing };

/** Deletes contents without a file. */
export const PURGE_FILE_CONTENTS: JobTask<Nothing> = { name: 'purge_file_contents', payload: nothing };

/** Fails power actions whose jobs are lost. */
export const FAIL_ORPHANED_POWER_ACTIONS: JobTask<Nothing> = { name: 'fail_orphaned_power', payload: nothing };

/** Empties the log of changes of nodes when it has grown long. */
export const PURGE_NODE_CHANGES: JobTask<Nothing> = { name: 'purge_node_changes', payload: nothing };

/** Deletes old events. */
export const PURGE_EVENTS: JobTask<Nothing> = { name: 'purge_events', payload: nothing };

/** Deletes old audit records. */
export const PURGE_AUDIT: JobTask<Nothing> = { name: 'purge_audit', payload: nothing };

/** Deletes old deliveries of webhooks. */
export const PURGE_WEBHOOKS: JobTask<Nothing> = { name: 'purge_webhooks', payload: nothing };

/** Fails nodes whose commissioning has timed out. */
export const FAIL_STALE_COMMISSIONING: JobTask<Nothing> = { name: 'fail_stale_commissioning', payload: nothing };

/** Fails nodes whose deployment has timed out. */
export const FAIL_STALE_DEPLOYMENTS: JobTask<Nothing> = { name: 'fail_stale_deployments', payload: nothing };

/** Evaluates all tags with a requested evaluation on all nodes, in one job. */
export const EVALUATE_TAGS: JobTask<Nothing> = { name: 'evaluate_tags', payload: nothing, subject: () => 'all' };

/** Imports the boot images of a cluster. */
export const IMPORT_IMAGES: JobTask<{ uuid: string }> = {
  name: 'import_images',
  payload: z.object({ uuid: z.string() }),
  subject: ({ uuid }) => uuid,
};

/** Imports the boot images of all accepted clusters. */
export const IMPORT_ALL_IMAGES: JobTask<Nothing> = { name: 'import_all_images', payload: nothing };

const chassis = z.discriminatedUnion('model', [
  z.object({
    model: z.literal('seamicro15k'),
    mac: z.string(),
    username: z.string(),
    password: z.string(),
    powerControl: z.enum(['ipmi', 'restapi', 'restapi2']),
  }),
  /** `powerPass` is "" for none. */
  z.object({ model: z.literal('virsh'), powerAddress: z.string(), powerPass: z.string() }),
  z.object({ model: z.literal('ucsm'), url: z.string(), username: z.string(), password: z.string() }),
]);

/** A chassis or hypervisor, and how to ask it for its machines. */
export type Chassis = z.infer<typeof chassis>;

const probe = z.object({
  /** The uuid of the cluster. */
  uuid: z.string(),
  chassis,
  /** The name of the user who requested the probe. */
  requestedBy: z.string(),
});
export type ProbeRequest = z.infer<typeof probe>;

/** Enlists the machines of a chassis for a cluster. */
export const PROBE_CHASSIS: JobTask<ProbeRequest> = { name: 'probe', payload: probe };

/** A job, as its handler gets it. */
export interface Job {
  /** The id of the job, which is the same in every attempt. */
  readonly id: string;
  /** Whether this is a retry, after a failure or the death of the process. */
  readonly again: boolean;
  /** Aborts when the process stops and can wait no longer. */
  readonly signal: AbortSignal;
}

/** Performs the jobs of a task. */
export interface JobHandler {
  readonly name: string;
  /** When to perform one without a request, as in a crontab (UTC); undefined for never. */
  readonly schedule: string | undefined;
  perform(payload: unknown, job: Job): Promise<void>;
  /** Fails a job of which several processes died; undefined: the job is performed nevertheless. */
  readonly giveUp: ((payload: unknown, deaths: number) => Promise<void>) | undefined;
}

export interface HandlerOptions<Payload> {
  readonly schedule?: string;
  /** Records the failure of a job of which several processes died. Without it, the job is performed nevertheless. */
  readonly giveUp?: (payload: Payload, deaths: number) => Promise<unknown>;
}

export function defineHandler<Payload>(
  { name, payload: schema }: JobTask<Payload>,
  perform: (payload: Payload, job: Job) => Promise<unknown>,
  { schedule, giveUp }: HandlerOptions<Payload> = {},
): JobHandler {
  return {
    name,
    schedule,
    perform: async (payload, job) => {
      await perform(schema.parse(payload), job);
    },
    giveUp:
      giveUp &&
      (async (payload, deaths) => {
        await giveUp(schema.parse(payload), deaths);
      }),
  };
}
