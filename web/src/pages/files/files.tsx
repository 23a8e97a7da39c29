import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { fileList } from '../../api/region-lists.js';
import { upload } from '../../api/upload.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { UploadDialog } from '../../ui/upload-dialog.js';

export default function Files() {
  const query = useQuery(fileList);
  const [isUploading, setUploading] = useState(false);
  const [deleted, setDeleted] = useState<string>();
  return (
    <Page
      title="Files"
      aside={query.data && countText(query.data.length, 'file')}
      actions={
        <Button kind="positive" onClick={() => setUploading(true)}>
          <Icon name="plus" /> Upload file
        </Button>
      }
    >
      <Loaded query={query} what="the files">
        {(files) => (
          <SortedTable
            label="Files"
            rows={files}
            keyOf={({ filename }) => filename}
            usual="name"
            empty={
              <Empty title="You have no files.">
                <p>Juju keeps its state here, for example.</p>
              </Empty>
            }
            columns={[
              {
                id: 'name',
                title: 'Name',
                width: 'minmax(14rem, 3fr)',
                sortBy: ({ filename }) => filename,
                render: ({ filename, anon_resource_uri }) => (
                  <a href={anon_resource_uri} download={filename}>
                    {filename}
                  </a>
                ),
              },
              {
                id: 'actions',
                title: 'Actions',
                width: '8rem',
                render: ({ filename }) => (
                  <RowActions name={filename} actions={[['Delete', () => setDeleted(filename)]]} />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {isUploading && <UploadFile onClose={() => setUploading(false)} />}
      {deleted !== undefined && <DeleteFile filename={deleted} onClose={() => setDeleted(undefined)} />}
    </Page>
  );
}

function UploadFile({ onClose }: { readonly onClose: () => void }) {
  const send = (name: string, file: File) => {
    const form = new FormData();
    form.set('op', 'add');
    form.set('filename', name);
    form.set('file', file);
    return upload('POST', 'api/1.0/files/', form);
  };
  return (
    <UploadDialog
      title="Upload a file"
      done="The file is uploaded."
      changes="files"
      nameParameter="filename"
      nameHelp="A file of this name is replaced."
      send={send}
      onClose={onClose}
    />
  );
}

function DeleteFile({ filename, onClose }: { readonly filename: string; readonly onClose: () => void }) {
  return (
    <FormDialog
      title={`Delete ${filename}`}
      action="Delete"
      isDangerous
      done="The file is deleted."
      changes={['files']}
      send={() => dataOf(api.DELETE('/api/1.0/files/{filename}/', { params: { path: { filename } } }))}
      onClose={onClose}
    >
      {() => <p>It cannot be restored.</p>}
    </FormDialog>
  );
}
