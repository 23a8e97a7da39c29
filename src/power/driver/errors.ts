/**
 * The failure of a power action. Administrators see `message` and events keep it, so drivers put no secrets into it;
 * `redactSecrets` removes the values of secret settings all the same.
 */
export abstract class PowerError extends Error {
  /** Whether another attempt may succeed. */
  readonly retry: boolean = false;
}

/** The node's power parameters cannot work. */
export class PowerSettingsError extends PowerError {}

/** A program is not installed. */
export class PowerToolError extends PowerError {}

/** The BMC refused the credentials. Not retried, since BMCs lock accounts after several failures. */
export class PowerAuthError extends PowerError {}

/** The BMC could not be reached or did not answer in time. Retried later. */
export class PowerConnError extends PowerError {
  override readonly retry = true;
}

/** The BMC answered and did not perform the change. */
export class PowerActionError extends PowerError {}

/** The operating system was asked to shut down, and the machine is still on. Queried again later. */
export class PowerStillOnError extends PowerActionError {
  override readonly retry = true;
}

/** The BMC answered and refused the change for a reason that passes, such as its own start. Retried later. */
export class PowerBusyError extends PowerActionError {
  override readonly retry = true;
}
