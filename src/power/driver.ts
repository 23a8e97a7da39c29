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

/** What of the world a driver reaches that is not in the node's parameters. */
export interface PowerWorld {
  /** Where magic packets go. */
  readonly wakeOnLan: { readonly address: string; readonly port: number };
}

/** Every machine on the networks that this one is on. */
export const BROADCAST = { address: '255.255.255.255', port: 9 } as const;

/** The settings of a power type with a value for each, ready to be used. */
export type PowerParameters = ReadonlyMap<string, string>;

/** Does one change. @throws PowerError */
export type PowerAction = (parameters: PowerParameters, world: PowerWorld) => Promise<void>;

/** What carries out the power actions of a type. A change without an action is one that the hardware cannot do. */
export interface PowerDriver {
  readonly on?: PowerAction;
  readonly off?: PowerAction;
  /** Programs that must be installed. */
  readonly tools: readonly string[];
}

/** A way to power machines. */
export interface PowerType {
  readonly name: string;
  readonly description: string;
  readonly settings: readonly Setting[];
  /** Settings without which nothing can be sent. */
  readonly required: readonly string[];
  /** Undefined: this region has none for the type. */
  readonly driver?: PowerDriver;
}

/** A power action went wrong; `message` is shown to administrators, so it must hold no secret. */
export abstract class PowerError extends Error {
  /** Whether it is worth trying again. */
  readonly retry: boolean = false;
}

/** The node's power parameters cannot work. */
export class PowerSettingsError extends PowerError {}

/** A program or driver is missing here. */
export class PowerToolError extends PowerError {}

/** The BMC refused the credentials. Never tried again: BMCs lock accounts out. */
export class PowerAuthError extends PowerError {}

/** The BMC could not be reached. */
export class PowerConnError extends PowerError {
  override readonly retry = true;
}

/** The BMC was reached and did not do it. */
export class PowerActionError extends PowerError {}
