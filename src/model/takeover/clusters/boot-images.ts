import { id, orElse, text, time } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

const part = text(255);

/** What clusters can boot, as they reported it. Their next report replaces it. */
export const bootImages = tableMapping({
  source: 'maasserver_bootimage',
  shape: {
    id,
    nodegroup_id: id,
    osystem: orElse(part, 'ubuntu'),
    architecture: part,
    subarchitecture: part,
    release: part,
    purpose: part,
    label: orElse(part, 'release'),
    supported_subarches: orElse(text(), ''),
    created: orElse(time, null),
  },
  convert({ created, ...row }, conversion) {
    conversion.require('nodegroup_id', 'maasserver_nodegroup', row.nodegroup_id);
    const { nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label } = row;
    const key = [nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label];
    conversion.claim('image', JSON.stringify(key), 'label');
    return [{ table: 'boot_images', values: { ...row, created: created ?? new Date() } }];
  },
});
