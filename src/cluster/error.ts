/** This host cannot serve as a cluster. `message` is for the terminal: it says what to do. */
export class ClusterError extends Error {}
