/**
 * What the status of a node does not tell. These numbers are stored beside the status, and are those of MAAS 1.7 to 1.9
 * (docs/contract/rest.md 0.9).
 */
export const Substatus = {
  DEPLOYED: 6,
  BROKEN: 8,
  DEPLOYING: 9,
  FAILED_DEPLOYMENT: 11,
  RELEASING: 12,
  FAILED_RELEASING: 13,
} as const;
