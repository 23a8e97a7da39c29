import { z } from 'zod';
import { alone, type Outputs } from './evaluate.js';
import { ask } from './read-outputs.js';

const EXPLAIN_MS = 5_000;

const Explanation = z.object({ matches: z.boolean(), why: z.string() });
export type Explanation = z.infer<typeof Explanation>;

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
