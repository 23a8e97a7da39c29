/** Seconds without a heartbeat in `region_processes` after which a region process counts as dead. */
export const HEARTBEAT_SILENCE = 15;
