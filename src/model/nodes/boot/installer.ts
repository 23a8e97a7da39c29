/** The tag of nodes that curtin installs from an image. The Debian installer installs all others. */
export const INSTALLER_TAG = 'use-fastpath-installer';

/** Whether node `n` is installed by curtin, in SQL. */
export const FAST_INSTALLER = `EXISTS (SELECT FROM node_tags nt JOIN tags t ON t.id = nt.tag_id
  WHERE nt.node_id = n.id AND t.name = '${INSTALLER_TAG}')`;
