import { z } from 'zod';
import { many } from '../../params/param.js';

/** The parameter `uuid` of the operations on several clusters. */
export const clusterUuids = many(z.string(), 'The uuid of a cluster; may be repeated.');
