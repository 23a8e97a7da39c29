import { TAG_NAME_LENGTH } from '../../model/tags/tags.js';
import { identifier } from '../../params/values.js';

export const tagName = identifier(TAG_NAME_LENGTH);

/** The documentation of the parameters of a tag. */
export const TAG_DOCS = {
  name: 'The name of the tag: letters, digits, dashes and underscores.',
  definition: 'XPath 1.0 expression over the hardware details of nodes (lshw -xml). Empty: nodes are tagged by hand.',
  comment: 'The purpose of the tag.',
  kernel_opts: 'Boot parameters for the kernel of nodes with this tag. A node uses those of its first tag by name.',
};
