import type { MachineState, PowerAction, PowerChange, PowerQuery } from './driver.js';
import { PowerActionError } from './errors.js';
import type { Machine } from './machine.js';

/** The state of a machine, and what its BMC said where that tells none. */
export interface Reading {
  readonly state: MachineState;
  readonly problem?: string;
}

/** Asks for the state; it is unknown when the answer makes no sense. @throws PowerError when it cannot be asked */
export async function readState(machine: Machine, query: PowerQuery): Promise<Reading> {
  try {
    return { state: await query(machine) };
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { state: 'unknown', problem: error.message };
  }
}

/**
 * Tells a machine, unless it is so already; one whose state is unknown is told (contract/power.md 2.3, 2.5), and when it
 * does not take that, the failure says both.
 */
export function unlessSo(query: PowerQuery, to: PowerChange, tell: PowerAction): PowerAction {
  return async (machine) => {
    const { state, problem } = await readState(machine, query);
    if (state === to) return;
    try {
      await tell(machine);
    } catch (error) {
      if (!(error instanceof PowerActionError) || state !== 'unknown') throw error;
      const before = problem === undefined ? '' : `: ${problem}`;
      throw new PowerActionError(`${error.message} (its state was unknown${before})`, { cause: error });
    }
  };
}
