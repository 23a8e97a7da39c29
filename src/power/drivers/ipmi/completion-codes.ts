/** The reason why a BMC refuses a command, by a completion code of IPMI 2.0, table 5-2. */
interface Refusal {
  /** As ipmitool prints it. */
  readonly reason: string;
  /** Whether a later attempt may succeed, for example since the BMC has started then. */
  readonly passes: boolean;
}

const REFUSALS: ReadonlyMap<number, Refusal> = new Map([
  [0xc0, { reason: 'Node busy', passes: true }],
  [0xc1, { reason: 'Invalid command', passes: false }],
  [0xc2, { reason: 'Invalid command on LUN', passes: false }],
  [0xc3, { reason: 'Timeout', passes: true }],
  [0xc4, { reason: 'Out of space', passes: true }],
  [0xc5, { reason: 'Reservation cancelled or invalid', passes: true }],
  [0xc6, { reason: 'Request data truncated', passes: false }],
  [0xc7, { reason: 'Request data length invalid', passes: false }],
  [0xc8, { reason: 'Request data field length limit exceeded', passes: false }],
  [0xc9, { reason: 'Parameter out of range', passes: false }],
  [0xca, { reason: 'Cannot return number of requested data bytes', passes: false }],
  [0xcb, { reason: 'Requested sensor, data, or record not found', passes: false }],
  [0xcc, { reason: 'Invalid data field in request', passes: false }],
  [0xcd, { reason: 'Command illegal for specified sensor or record type', passes: false }],
  [0xce, { reason: 'Command response could not be provided', passes: true }],
  [0xcf, { reason: 'Cannot execute duplicated request', passes: true }],
  [0xd0, { reason: 'SDR Repository in update mode', passes: true }],
  [0xd1, { reason: 'Device firmware in update mode', passes: true }],
  [0xd2, { reason: 'BMC initialization in progress', passes: true }],
  [0xd3, { reason: 'Destination unavailable', passes: true }],
  [0xd4, { reason: 'Insufficient privilege level', passes: false }],
  [0xd5, { reason: 'Command not supported in present state', passes: true }],
  [0xd6, { reason: 'Cannot execute command, command disabled', passes: false }],
  // The code of BMCs for everything that they have no code for, also while they start.
  [0xff, { reason: 'Unspecified error', passes: true }],
]);

/** @param code undefined when the BMC's answer is unknown */
export function describeRefusal(code: number | undefined): Refusal {
  if (code === undefined) return { reason: 'it gives no reason', passes: true };
  return REFUSALS.get(code) ?? { reason: `completion code 0x${code.toString(16)}`, passes: false };
}

const PASSING_REASONS = [...REFUSALS.values()].filter(({ passes }) => passes).map(({ reason }) => reason);

/** Whether ipmitool's output contains a reason that passes. */
export function hasPassingReason(output: string): boolean {
  // ipmitool misspells firmware.
  return PASSING_REASONS.some((reason) => output.includes(reason)) || output.includes('in update mode');
}
