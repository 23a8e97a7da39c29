import { TAG_NAME_LENGTH } from '../../model/tags/tags.js';
import { identifier } from '../../params/values.js';

export const tagName = identifier(TAG_NAME_LENGTH);

/** What the parameters of a tag are. */
export const TAG_DOCS = {
  name: 'The name of the tag: letters, digits, dashes and underscores.',
  definition: 'XPath 1.0 expression over the hardware details of nodes (lshw -xml); empty: nodes are tagged by hand.',
  comment: 'What the tag is for.',
  kernel_opts: 'Boot parameters for the kernel of nodes with this tag. Of several tags the first by name counts.',
};
