import { z } from 'zod';
import { threads } from './evaluate.js';
import { POLL_MS, type Task, ThreadLost } from './threads.js';

/** What was found in a text, or why nothing was. */
export type Found<Result> = { readonly found: Result } | { readonly reason: string };

const LIMIT_MS = 5_000;
/** Larger outputs are not read; those of the largest machines have a few hundred kB. */
export const MAX_BYTES = 4 * 1_048_576;
const reason = z.object({ reason: z.string() });
const Sum = z.custom<number>((value) => typeof value === 'number');

/** `memory` and `storage` in MiB. Sums of whatever a machine sent: they may be fractions, huge, or NaN. */
const Hardware = z.object({ cpu_count: Sum, memory: Sum, storage: Sum });
export type Hardware = z.infer<typeof Hardware>;

async function read<Result>(shape: z.ZodType<Result>, name: string, bytes: Uint8Array): Promise<Found<Result>> {
  if (bytes.length > MAX_BYTES) return { reason: `It has more than ${MAX_BYTES} bytes.` };
  return ask(z.object({ found: shape }).or(reason), { name, bytes: new Uint8Array(bytes) });
}

/** Reads what a machine is made of from lshw's XML. */
export function hardwareIn(bytes: Uint8Array): Promise<Found<Hardware>> {
  return read(Hardware, 'hardware', bytes);
}

/** Reads the MAC addresses of a machine's neighbours, as they are written, from the XML of lldpd. */
export function neighboursIn(bytes: Uint8Array): Promise<Found<string[]>> {
  return read(z.array(z.string()), 'neighbours', bytes);
}

/**
 * Tries a definition of a tag: it must compile, and come to an end on an empty document. One that fails there for a
 * name that does not exist, or a wrong type, is sound: it matches no node.
 * @returns why it cannot be one; null when it can
 */
export async function flawIn(definition: string): Promise<string | null> {
  const answer = await ask(z.object({ flaw: z.string().nullable() }), { name: 'flaw', definition });
  return 'reason' in answer ? answer.reason : answer.flaw;
}

/** A text that is too much for a thread has a reason like any other. */
async function ask<Result>(shape: z.ZodType<Result>, task: Task) {
  let polls = 0;
  try {
    return await threads.run(shape, task, () => {
      polls += 1;
      return polls * POLL_MS > LIMIT_MS;
    });
  } catch (error) {
    if (!(error instanceof ThreadLost)) throw error;
    return { reason: 'It takes too long or too much memory.' };
  }
}
