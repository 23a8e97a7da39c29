/** NODEGROUP_STATUS of the API document, with the numbers on the wire. */
export const ClusterStatus = { PENDING: 0, ACCEPTED: 1, REJECTED: 2 } as const;
