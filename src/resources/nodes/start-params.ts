import { distroSeries } from '../../model/nodes/fields.js';
import { optional } from '../../params/param.js';
import { base64 } from '../../params/values.js';

/** The parameters of a start. */
export const startParams = {
  user_data: optional(base64, 'If present, this blob (base64) is what the node gets through the metadata service.'),
  distro_series: optional(distroSeries, 'If present, the Ubuntu release the node will use.'),
};
