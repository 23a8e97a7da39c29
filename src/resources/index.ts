import type { Resource } from '../api/operation.js';
import { version } from './version.js';

/** All resources of API 1.0. */
export const resources: readonly Resource[] = [
  version,
];
