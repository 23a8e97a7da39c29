import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { type Zone, zoneList } from '../../api/lists.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { AreaField } from '../../ui/area-field.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { useForm } from '../../ui/use-form.js';
import { useNodeCounts } from '../nodes/node-counts.js';

const DEFAULT = 'default';
const NEW = { name: '', description: '' };
type Open = { readonly kind: 'edit' | 'delete'; readonly zone?: Zone };

export default function Zones() {
  const query = useQuery(zoneList);
  const { is_superuser: isAdmin } = useUser();
  const [open, setOpen] = useState<Open>();
  return (
    <Page
      title="Zones"
      aside={query.data && countText(query.data.length, 'zone')}
      actions={
        isAdmin && (
          <Button kind="positive" onClick={() => setOpen({ kind: 'edit' })}>
            <Icon name="plus" /> Add zone
          </Button>
        )
      }
    >
      <Loaded query={query} what="the zones">
        {(zones) => <ZoneTable zones={zones} onOpen={isAdmin ? setOpen : undefined} />}
      </Loaded>
      {open?.kind === 'edit' && <ZoneForm zone={open.zone} onClose={() => setOpen(undefined)} />}
      {open?.kind === 'delete' && open.zone && <DeleteZone zone={open.zone} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

function ZoneTable({ zones, onOpen }: { zones: readonly Zone[]; onOpen: ((open: Open) => void) | undefined }) {
  const nodeCounts = useNodeCounts('zone');
  return (
    <SortedTable
      label="Zones"
      rows={zones}
      keyOf={({ name }) => name}
      usual="name"
      empty={<Empty title="There are no zones." />}
      columns={[
        {
          id: 'name',
          title: 'Name',
          width: 'minmax(10rem, 1fr)',
          sortBy: ({ name }) => name,
          render: ({ name }) => name,
        },
        nodeCounts,
        {
          id: 'description',
          title: 'Description',
          width: 'minmax(12rem, 2fr)',
          render: ({ description }) => description,
        },
        {
          id: 'actions',
          title: 'Actions',
          width: '9rem',
          render: (zone) =>
            onOpen && (
              <RowActions
                name={zone.name}
                actions={[
                  ['Edit', () => onOpen({ kind: 'edit', zone })],
                  zone.name !== DEFAULT && ['Delete', () => onOpen({ kind: 'delete', zone })],
                ]}
              />
            ),
        },
      ]}
    />
  );
}

function ZoneForm({ zone, onClose }: { readonly zone: Zone | undefined; readonly onClose: () => void }) {
  const { fields, set } = useForm(zone ? { name: zone.name, description: zone.description } : NEW);
  const send = () =>
    zone
      ? dataOf(api.PUT('/api/1.0/zones/{name}/', { params: { path: { name: zone.name } }, body: fields }))
      : dataOf(api.POST('/api/1.0/zones/', { body: fields }));
  return (
    <FormDialog
      title={zone ? `Zone ${zone.name}` : 'Add a zone'}
      action={zone ? 'Save' : 'Add zone'}
      done="The zone is saved."
      changes={['zones', 'nodes']}
      fields={['name', 'description']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="Name"
            value={fields.name}
            onChange={set('name')}
            problem={problems.name}
            required
            autoFocus
            readOnly={zone?.name === DEFAULT}
          />
          <AreaField
            label="Description"
            value={fields.description}
            onChange={set('description')}
            problem={problems.description}
          />
        </>
      )}
    </FormDialog>
  );
}

function DeleteZone({ zone: { name }, onClose }: { readonly zone: Zone; readonly onClose: () => void }) {
  return (
    <FormDialog
      title={`Delete zone ${name}`}
      action="Delete"
      isDangerous
      done="The zone is deleted."
      changes={['zones', 'nodes']}
      send={() => dataOf(api.DELETE('/api/1.0/zones/{name}/', { params: { path: { name } } }))}
      onClose={onClose}
    >
      {() => <p>Its nodes move to the zone “{DEFAULT}”.</p>}
    </FormDialog>
  );
}
