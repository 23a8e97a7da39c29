import { z } from 'zod';

/** A kind of job: its name, and what its jobs carry. */
export interface JobTask<Payload> {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** Jobs of one subject are performed one at a time, and no more than one of them waits: the one that came last. */
  subject?(payload: Payload): string;
}

/** Performs a power action of a node. */
export const PERFORM_POWER_ACTION: JobTask<{ actionId: number }> = {
  name: 'power',
  payload: z.object({ actionId: z.number().int() }),
};

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;

/** Forgets OAuth nonces that can no longer be used. */
export const PURGE_NONCES: JobTask<Nothing> = { name: 'purge_nonces', payload: nothing };

/** Forgets which addresses have enlisted machines of late. */
export const PURGE_ENLIST_QUOTAS: JobTask<Nothing> = { name: 'purge_enlist_quotas', payload: nothing };

/** Deletes contents that are no files' any more. */
export const PURGE_FILE_CONTENTS: JobTask<Nothing> = { name: 'purge_file_contents', payload: nothing };

/** Gives up on power actions whose jobs are lost. */
export const FAIL_ORPHANED_POWER_ACTIONS: JobTask<Nothing> = { name: 'fail_orphaned_power', payload: nothing };

/** Forgets what happened long ago. */
export const PURGE_EVENTS: JobTask<Nothing> = { name: 'purge_events', payload: nothing };

/** Gives up on nodes whose commissioning takes too long. */
export const FAIL_STALE_COMMISSIONING: JobTask<Nothing> = { name: 'fail_stale_commissioning', payload: nothing };

/** Evaluates the tags for which that has been asked on all nodes: one job for all of them. */
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
  /** The cluster's. */
  uuid: z.string(),
  chassis,
  /** The name of the user who asked. */
  requestedBy: z.string(),
});
export type ProbeRequest = z.infer<typeof probe>;

/** Enlists the machines of a chassis for a cluster. */
export const PROBE_CHASSIS: JobTask<ProbeRequest> = { name: 'probe', payload: probe };

/** A job as the one sees it who performs it. */
export interface Job {
  /** The same each time that it is begun. */
  readonly id: string;
  /** It was begun before: its process died, or it failed. */
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
