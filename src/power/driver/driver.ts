import type { Tool } from '../../tools.js';
import type { Machine } from './machine.js';
import type { PowerSetting } from './settings.js';

export type PowerChange = 'on' | 'off';

/**
 * What can be requested for a machine. `cycle` powers it on, and a machine that is not certainly off is powered off before,
 * so that it boots. `shutdown` asks its operating system to shut down.
 */
export type PowerCommand = PowerChange | 'cycle' | 'shutdown';

/** The state of a machine after a command. */
export const STATE_AFTER: Readonly<Record<PowerCommand, PowerChange>> = {
  on: 'on',
  cycle: 'on',
  off: 'off',
  shutdown: 'off',
};

/** What a BMC reports about its machine; `unknown`: it answers, but reports neither. */
export type MachineState = PowerChange | 'unknown';

/**
 * Performs one change and returns when the hardware has accepted it. Each power type decides what happens to a machine
 * that is in that state already: the command is sent again, skipped, or becomes a power cycle
 * (docs/contract/power.md 1.6).
 * @throws PowerError
 */
export type ChangePower = (machine: Machine) => Promise<void>;

/** Asks the BMC for the state of its machine. @throws PowerError */
export type QueryPower = (machine: Machine) => Promise<MachineState>;

/** Performs the power changes of one power type. A missing function means that the hardware cannot do it. */
interface PowerDriver {
  readonly on?: ChangePower;
  readonly off?: ChangePower;
  readonly query?: QueryPower;
  /** Asks the operating system to shut down, and returns when the hardware has accepted that. */
  readonly shutdown?: ChangePower;
  /** Whether `on` restarts a machine that is on. */
  readonly restarts?: true;
  /** Verifies a change: repeated until it returns the new state. */
  readonly verify?: QueryPower;
  /** Programs that must be installed. */
  readonly tools: readonly Tool[];
  /** The timeout of one attempt; 60 by default. */
  readonly timeoutSeconds?: number;
}

/** One of the ways in which machines are powered, with the settings that a node needs for it. */
export interface PowerType {
  readonly name: string;
  readonly description: string;
  readonly settings: readonly PowerSetting[];
  /** Settings that must have a value; without one an action fails before anything is sent. */
  readonly required: readonly string[];
  /**
   * Nodes without a value for this setting are skipped: no action is requested for them (docs/contract/power.md 1.4).
   */
  readonly skippedWithout?: string;
  readonly driver: PowerDriver;
}
