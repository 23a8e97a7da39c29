/** The tag of nodes that are installed by curtin, from an image; others are by the Debian installer. */
export const INSTALLER_TAG = 'use-fastpath-installer';

/** Whether node `n` is installed by curtin, in SQL. */
export const FAST_INSTALLER = `EXISTS (SELECT FROM node_tags nt JOIN tags t ON t.id = nt.tag_id
  WHERE nt.node_id = n.id AND t.name = '${INSTALLER_TAG}')`;
