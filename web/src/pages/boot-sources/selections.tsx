import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import type { Selection } from '../../api/region-lists.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { LongList } from '../../ui/long-list.js';
import { useForm } from '../../ui/use-form.js';

interface Props {
  readonly uuid: string;
  /** The id of the boot source */
  readonly source: number;
  readonly selections: readonly Selection[];
}

/** What of a boot source is imported. */
export function Selections({ uuid, source, selections }: Props) {
  const [open, setOpen] = useState<'add' | number>();
  const path = { uuid, boot_source_id: String(source) };
  return (
    <>
      <LongList
        label="Selections"
        className="items"
        items={selections}
        keyOf={({ id }) => id}
        empty="All of it is imported."
        render={({ id, release, arches, subarches, labels }) => (
          <>
            <span>
              {release}: {arches.join(', ')}, {subarches.join(', ')}, {labels.join(', ')}
            </span>
            <Button aria-label={`Remove the selection of ${release}`} onClick={() => setOpen(id)}>
              Remove
            </Button>
          </>
        )}
      />
      <p className="row-actions">
        <Button onClick={() => setOpen('add')}>Add selection</Button>
      </p>
      {open === 'add' && <AddSelection uuid={uuid} source={source} onClose={() => setOpen(undefined)} />}
      {typeof open === 'number' && (
        <FormDialog
          title="Remove the selection"
          action="Remove"
          isDangerous
          done="The selection is removed."
          changes={['images']}
          send={() =>
            dataOf(
              api.DELETE('/api/1.0/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/', {
                params: { path: { ...path, id: String(open) } },
              }),
            )
          }
          onClose={() => setOpen(undefined)}
        >
          {() => <p>Without any selection, all of the mirror is imported.</p>}
        </FormDialog>
      )}
    </>
  );
}

type AddProps = Omit<Props, 'selections'> & { readonly onClose: () => void };

function AddSelection({ uuid, source, onClose }: AddProps) {
  const { fields, set } = useForm({ release: 'trusty', arches: 'amd64', subarches: '*', labels: 'release' });
  const listOf = (text: string) => text.split(/[\s,]+/).filter((part) => part !== '');
  const send = () =>
    dataOf(
      api.POST('/api/1.0/nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/', {
        params: { path: { uuid, boot_source_id: String(source) } },
        body: {
          release: fields.release,
          arches: listOf(fields.arches),
          subarches: listOf(fields.subarches),
          labels: listOf(fields.labels),
        },
      }),
    );
  return (
    <FormDialog
      title="Add a selection"
      action="Add selection"
      done="The selection is added."
      changes={['images']}
      fields={['release', 'arches', 'subarches', 'labels']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="Release"
            value={fields.release}
            onChange={set('release')}
            problem={problems.release}
            autoFocus
          />
          <TextField
            label="Architectures"
            help="With spaces between them; * for all."
            value={fields.arches}
            onChange={set('arches')}
            problem={problems.arches}
          />
          <TextField
            label="Subarchitectures"
            value={fields.subarches}
            onChange={set('subarches')}
            problem={problems.subarches}
          />
          <TextField label="Labels" value={fields.labels} onChange={set('labels')} problem={problems.labels} />
        </>
      )}
    </FormDialog>
  );
}
