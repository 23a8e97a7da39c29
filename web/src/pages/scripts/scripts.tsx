import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { scriptList } from '../../api/region-lists.js';
import { upload } from '../../api/upload.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { UploadDialog } from '../../ui/upload-dialog.js';

type Open = { readonly kind: 'view' | 'upload' | 'delete'; readonly name?: string };

export default function Scripts() {
  const query = useQuery(scriptList);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title="Commissioning scripts"
      aside={query.data && countText(query.data.length, 'script')}
      actions={
        <Button kind="positive" onClick={() => setOpen({ kind: 'upload' })}>
          <Icon name="plus" /> Upload script
        </Button>
      }
    >
      <Loaded query={query} what="the scripts">
        {(names) => (
          <SortedTable
            label="Scripts"
            rows={names}
            keyOf={(name) => name}
            usual="name"
            empty={
              <Empty title="There are no scripts of your own.">
                <p>
                  A script runs on every machine when it is commissioned, beside those of MAAS. Its exit code decides.
                </p>
              </Empty>
            }
            columns={[
              {
                id: 'name',
                title: 'Name',
                width: 'minmax(12rem, 3fr)',
                sortBy: (name) => name,
                render: (name) => name,
              },
              {
                id: 'actions',
                title: 'Actions',
                width: '14rem',
                render: (name) => (
                  <RowActions
                    name={name}
                    actions={[
                      ['View', () => setOpen({ kind: 'view', name })],
                      ['Replace', () => setOpen({ kind: 'upload', name })],
                      ['Delete', () => setOpen({ kind: 'delete', name })],
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {open?.kind === 'upload' && <UploadScript known={open.name} onClose={close} />}
      {open?.kind === 'view' && open.name !== undefined && <ViewScript name={open.name} onClose={close} />}
      {open?.kind === 'delete' && open.name !== undefined && <DeleteScript name={open.name} onClose={close} />}
    </Page>
  );
}

function UploadScript({ known, onClose }: { readonly known: string | undefined; readonly onClose: () => void }) {
  const path = 'api/1.0/commissioning-scripts/';
  const send = (name: string, file: File) => {
    const form = new FormData();
    if (known === undefined) form.set('name', name);
    form.set('content', file);
    return known === undefined
      ? upload('POST', path, form)
      : upload('PUT', `${path}${encodeURIComponent(known)}`, form);
  };
  return (
    <UploadDialog
      title={known === undefined ? 'Upload a script' : `Replace ${known}`}
      done="The script is uploaded."
      changes="scripts"
      nameParameter="name"
      nameHelp="Scripts run in the order of their names."
      known={known}
      send={send}
      onClose={onClose}
    />
  );
}

function ViewScript({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const query = useQuery({
    queryKey: ['scripts', 'one', name],
    queryFn: async ({ signal }) => {
      const sent = api.GET('/api/1.0/commissioning-scripts/{name}', {
        params: { path: { name } },
        parseAs: 'text',
        signal,
      });
      return String(await dataOf(sent));
    },
  });
  return (
    <Dialog title={name} size="large" onClose={onClose}>
      <Loaded query={query} what="the script">
        {(text) => <ScriptText text={text} />}
      </Loaded>
    </Dialog>
  );
}

function ScriptText({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <pre className="text-view" tabIndex={0}>
      {text}
    </pre>
  );
}

function DeleteScript({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  return (
    <FormDialog
      title={`Delete ${name}`}
      action="Delete"
      isDangerous
      done="The script is deleted."
      changes={['scripts']}
      send={() => dataOf(api.DELETE('/api/1.0/commissioning-scripts/{name}', { params: { path: { name } } }))}
      onClose={onClose}
    >
      {() => <p>Machines that are commissioned from now on do not run it.</p>}
    </FormDialog>
  );
}
