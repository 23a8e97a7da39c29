import { z } from 'zod';
import { normalMac } from '../../params/values.js';
import { alone, type Outputs, threadPool } from './evaluate.js';
import { THREAD_POLL_MS, ThreadLost, type ThreadTask } from './thread.js';

/** The result of reading a text, or the reason why it could not be read. */
export type ReadResult<Result> = { readonly found: Result } | { readonly reason: string };

/** The timeouts of reading an output, and of trying a definition. */
const READ_MS = 15_000;
const TRY_MS = 5_000;
const EXPLAIN_MS = 5_000;
/** Of larger outputs only the start is read. The largest machines have outputs of a few hundred kB. */
export const MAX_OUTPUT_BYTES = 4 * 1_048_576;
const reason = z.object({ reason: z.string() });
const Sum = z.custom<number>((value) => typeof value === 'number');

/** Why a text was repaired before it was read; null for well-formed XML. */
const damage = z.string().nullable();
/** `memory` and `storage` in MiB. They are sums of values from a machine: they may be fractions or huge. */
const Hardware = z.object({ cpu_count: Sum, memory: Sum, storage: Sum, damage });
export type Hardware = z.infer<typeof Hardware>;
const Neighbours = z.object({ macs: z.array(z.string()), otherTypes: z.array(z.string()), damage });
export type Neighbours = z.infer<typeof Neighbours>;

function read<Result>(shape: z.ZodType<Result>, name: string, bytes: Uint8Array): Promise<ReadResult<Result>> {
  return ask(
    z.object({ found: shape }).or(reason),
    { name, bytes: new Uint8Array(bytes.subarray(0, MAX_OUTPUT_BYTES)) },
    READ_MS,
  );
}

/** Reads the CPU count, memory and storage of a machine from lshw's XML. */
export function readHardware(bytes: Uint8Array): Promise<ReadResult<Hardware>> {
  return read(Hardware, 'hardware', bytes);
}

/** Reads the MAC addresses of a machine's neighbours, and the types of their other identifiers, from the XML of lldpd. */
export function readNeighbours(bytes: Uint8Array): Promise<ReadResult<Neighbours>> {
  return read(Neighbours, 'neighbours', bytes);
}

/** The valid MAC addresses of neighbours, in their stored form. */
export function normalRouters({ macs }: Neighbours): string[] {
  return macs.flatMap((mac) => normalMac(mac) ?? []);
}

/**
 * Tries a definition of a tag. It must compile, and must terminate on an empty document. A definition that fails there
 * because of an unknown name or a wrong type is valid: it matches no node.
 * @returns the reason why the definition is invalid; null for a valid one
 */
export async function findDefinitionFlaw(definition: string): Promise<string | null> {
  const answer = await ask(z.object({ flaw: z.string().nullable() }), { name: 'flaw', definition }, TRY_MS);
  return 'reason' in answer ? answer.reason : answer.flaw;
}

const Explanation = z.object({ matches: z.boolean(), why: z.string() });
type Explanation = z.infer<typeof Explanation>;

/** Explains why a valid definition of a tag matches the outputs of a node, or does not match them. */
export async function explainDefinition(definition: string, { lshw, lldp }: Outputs): Promise<Explanation> {
  const document = { lshw: lshw && alone(lshw), lldp: lldp && alone(lldp) };
  const answer = await ask(
    Explanation.or(z.object({ reason: z.string() })),
    { name: 'explain', definition, document },
    EXPLAIN_MS,
  );
  return 'reason' in answer ? { matches: false, why: answer.reason } : answer;
}

/** Runs a task in a thread. A lost thread becomes a reason too. */
async function ask<Result>(shape: z.ZodType<Result>, task: ThreadTask, limitMs: number) {
  let polls = 0;
  try {
    return await threadPool.run(shape, task, () => {
      polls += 1;
      return polls * THREAD_POLL_MS > limitMs;
    });
  } catch (error) {
    if (!(error instanceof ThreadLost)) throw error;
    return { reason: 'It takes too long or too much memory.' };
  }
}
