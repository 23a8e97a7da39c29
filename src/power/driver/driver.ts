import type { Machine } from './machine.js';
import type { Tool } from './tools.js';

/** One value that a power type is set up with, as the API describes it. */
export interface Setting {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'mac_address' | 'choice';
  /** Value and label of each; empty unless `type` is choice. */
  readonly choices: readonly (readonly [value: string, label: string])[];
  /** What clients offer to fill in; "" for none. */
  readonly default: string;
  /** Never logged nor shown, and may begin with any character. */
  readonly secret: boolean;
}

type Optional = 'type' | 'choices' | 'default' | 'secret';

/** A setting; what is left out is that of an ordinary text. */
export function setting(given: Omit<Setting, Optional> & Partial<Pick<Setting, Optional>>): Setting {
  return { type: 'string', choices: [], default: '', secret: false, ...given };
}

export type PowerChange = 'on' | 'off';

/** What can be told of a machine; `unknown`: it answers, but with neither. */
export type MachineState = PowerChange | 'unknown';

/**
 * Does one change, and returns when the hardware has taken it. What it does with a machine that is so already is the
 * type's own affair (contract/power.md 1.6): it may be told again, left alone or power-cycled.
 * @throws PowerError
 */
export type PowerAction = (machine: Machine) => Promise<void>;

/** Asks whether the machine is on. @throws PowerError */
export type PowerQuery = (machine: Machine) => Promise<MachineState>;

/** What carries out the power actions of a type. A change without an action is one that the hardware cannot do. */
export interface PowerDriver {
  readonly on?: PowerAction;
  readonly off?: PowerAction;
  /** Absent: the hardware cannot tell. */
  readonly query?: PowerQuery;
  /** After a change the machine is asked until it is as it should be. For types that have a `query`. */
  readonly verified?: boolean;
  /** Programs that must be installed. */
  readonly tools: readonly Tool[];
  /** How long one try may take before it is ended; a minute when not said. */
  readonly deadlineSeconds?: number;
}

/** A way to power machines. */
export interface PowerType {
  readonly name: string;
  readonly description: string;
  readonly settings: readonly Setting[];
  /** Settings without which nothing can be sent: an action without them fails. */
  readonly required: readonly string[];
  /** A node without this setting is none that can be powered, so that nothing is tried (contract/power.md 1.4). */
  readonly passedOverWithout?: string;
  readonly driver: PowerDriver;
}
