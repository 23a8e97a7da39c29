import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import type { Tag } from '../../api/lists.js';
import { AreaField } from '../../ui/area-field.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { useForm } from '../../ui/use-form.js';
import { ProblemPlace } from './problem-place.js';
import { TagPreview } from './tag-preview.js';

const NEW = { name: '', definition: '', comment: '', kernel_opts: '' };
const EXAMPLES = ['//node[@class="display"]', 'count(//node[@class="processor"]) > 1', '//lldp:chassis'];

/** The editor of a tag: while its definition is typed, it shows which nodes match. */
export function TagForm({ tag, onClose }: { readonly tag: Tag | undefined; readonly onClose: () => void }) {
  const known = tag && { ...tag, kernel_opts: tag.kernel_opts ?? '' };
  const { fields, set } = useForm(
    known
      ? { name: known.name, definition: known.definition, comment: known.comment, kernel_opts: known.kernel_opts }
      : NEW,
  );
  const [problem, setProblem] = useState('');
  const send = () =>
    tag
      ? dataOf(api.PUT('/api/1.0/tags/{name}/', { params: { path: { name: tag.name } }, body: fields }))
      : dataOf(api.POST('/api/1.0/tags/;op=new', { body: fields }));
  return (
    <FormDialog
      title={tag ? `Tag ${tag.name}` : 'Add a tag'}
      size="large"
      action={tag ? 'Save' : 'Add tag'}
      done="The tag is saved."
      changes={['tags', 'nodes']}
      fields={['name', 'definition', 'comment', 'kernel_opts']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <div className="two-fields">
            <TextField
              label="Name"
              value={fields.name}
              onChange={set('name')}
              problem={problems.name}
              required
              autoFocus
            />
            <TextField label="Comment" value={fields.comment} onChange={set('comment')} problem={problems.comment} />
          </div>
          <AreaField
            label="Definition"
            help={`XPath 1.0 over the hardware of nodes, as in ${EXAMPLES.join(' or ')}. Empty: nodes are tagged by hand.`}
            value={fields.definition}
            onChange={set('definition')}
            problem={problem || problems.definition}
          />
          <ProblemPlace definition={fields.definition} problem={problem || (problems.definition ?? '')} />
          <TagPreview definition={fields.definition} onProblem={setProblem} />
          <TextField
            label="Kernel options"
            help="Boot parameters of nodes with this tag."
            value={fields.kernel_opts}
            onChange={set('kernel_opts')}
            problem={problems.kernel_opts}
          />
        </>
      )}
    </FormDialog>
  );
}
