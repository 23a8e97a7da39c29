import type { ChangePower, MachineState, PowerChange, QueryPower } from './driver.js';
import { PowerActionError, PowerBusyError } from './errors.js';
import type { Machine } from './machine.js';

/** The state of a machine, and the BMC's error where it reported no state. */
export interface StateReading {
  readonly state: MachineState;
  readonly problem?: string;
}

/** Queries the state; an answer without one becomes `unknown`. @throws PowerError when the BMC cannot be queried */
export async function readMachineState(machine: Machine, query: QueryPower): Promise<StateReading> {
  try {
    return { state: await query(machine) };
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { state: 'unknown', problem: error.message };
  }
}

/**
 * Wraps a change so that it is skipped when the machine is in that state already. In an unknown state the command is
 * sent (docs/contract/power.md 2.3, 2.5). A command that is refused counts as done when the machine is in the state
 * then; otherwise the error contains both answers.
 */
export function skipIfInState(query: QueryPower, change: PowerChange, send: ChangePower): ChangePower {
  return async (machine) => {
    const before = await readMachineState(machine, query);
    if (before.state === change) return;
    try {
      await send(machine);
    } catch (error) {
      if (!(error instanceof PowerActionError)) throw error;
      if ((await readMachineState(machine, query)).state !== change) throw withStateBefore(error, before);
    }
  };
}

function withStateBefore(error: PowerActionError, { state, problem }: StateReading): PowerActionError {
  if (state !== 'unknown') return error;
  const message = `${error.message} (its state was unknown${problem === undefined ? '' : `: ${problem}`})`;
  return error.retry ? new PowerBusyError(message, { cause: error }) : new PowerActionError(message, { cause: error });
}
