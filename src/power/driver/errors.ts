/**
 * A power action went wrong. `message` is shown to administrators and kept, so drivers put no secret into it; what the
 * secret settings of the type hold is taken out of it all the same.
 */
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

/** The BMC could not be reached, or did not answer in time. Tried again, later. */
export class PowerConnError extends PowerError {
  override readonly retry = true;
}

/** The BMC was reached and did not do it. */
export class PowerActionError extends PowerError {}
