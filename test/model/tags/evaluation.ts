import pino from 'pino';
import { LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { evaluateTags } from '../../../src/model/tags/rebuild.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeResult } from '../../support/factories/results.js';
import type { Region } from '../../support/region.js';

export const silent = pino({ level: 'silent' });

/** What lshw prints on a machine with this id. */
export const machine = (id: string) =>
  `<list><node id="${id}" class="system"><size units="bytes">64</size></node></list>`;
/** The definition of a tag for machines with this id. */
export const byId = (id: string) => `//node[@id="${id}"]`;

/** Makes ready nodes with these outputs of lshw. @returns their system_ids, in the order of the outputs */
export async function nodesWith({ database }: Region, ...outputs: readonly string[]): Promise<string[]> {
  const ids = await makeReadyNodes(database, outputs.length);
  for (const [index, id] of ids.entries()) await makeResult(database, id, LSHW_RESULT, outputs[index] ?? '');
  return ids;
}

/** Evaluates all tags that wait for it, as the job does. */
export const evaluateAll = ({ database }: Region, log: pino.Logger = silent): Promise<void> =>
  evaluateTags({ database, log }, new AbortController().signal);
