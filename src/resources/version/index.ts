import { resource } from '../../api/operation/operation.js';
import { versionRead } from './read.js';

/** `version/`: what clients ask before they use anything that not every region has. */
export const version = resource({
  name: 'VersionHandler',
  path: 'version/',
  doc: 'What this region is capable of.',
  hidden: true,
  operations: [versionRead],
});
