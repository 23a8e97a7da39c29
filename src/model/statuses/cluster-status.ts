/** NODEGROUP_STATUS of the document: the numbers are what is on the wire. */
export const ClusterStatus = { PENDING: 0, ACCEPTED: 1, REJECTED: 2 } as const;
