import { resource } from '../../api/operation/operation.js';
import { versionRead } from './read.js';

/** `version/`: clients read here which optional features this region has. */
export const version = resource({
  name: 'VersionHandler',
  path: 'version/',
  doc: 'The capabilities of this region.',
  hidden: true,
  operations: [versionRead],
});
