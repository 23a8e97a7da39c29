import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { AreaField } from '../../ui/area-field.js';
import { Button } from '../../ui/button.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { LongList } from '../../ui/long-list.js';
import { Loaded } from '../../ui/states.js';

export function SshKeys() {
  const [open, setOpen] = useState<'add' | number>();
  const close = () => setOpen(undefined);
  const query = useQuery({
    queryKey: ['ssh-keys'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/account/prefs/sshkeys/;op=list', { signal })),
  });
  return (
    <section className="card" aria-labelledby="ssh-title">
      <h2 id="ssh-title">SSH keys</h2>
      <p className="card__calm">Nodes that you start accept these keys.</p>
      <Loaded query={query} what="the SSH keys">
        {(keys) => (
          <LongList
            label="SSH keys"
            className="items"
            items={keys}
            keyOf={({ id }) => id}
            empty="You have no SSH key: you cannot log in to your nodes."
            render={({ id, key }) => (
              <>
                <code className="secret">{key}</code>
                <Button aria-label={`Delete SSH key ${id}`} onClick={() => setOpen(id)}>
                  Delete
                </Button>
              </>
            )}
          />
        )}
      </Loaded>
      <Button onClick={() => setOpen('add')}>Add SSH key</Button>
      {open === 'add' && <AddSshKey onClose={close} />}
      {typeof open === 'number' && (
        <FormDialog
          title="Delete the SSH key"
          action="Delete"
          isDangerous
          done="The SSH key is deleted."
          changes={['ssh-keys']}
          send={() =>
            dataOf(api.DELETE('/api/1.0/account/prefs/sshkeys/{keyid}/', { params: { path: { keyid: String(open) } } }))
          }
          onClose={close}
        >
          {() => <p>Nodes that are started from now on do not accept it.</p>}
        </FormDialog>
      )}
    </section>
  );
}

function AddSshKey({ onClose }: { readonly onClose: () => void }) {
  const [key, setKey] = useState('');
  return (
    <FormDialog
      title="Add an SSH key"
      action="Add SSH key"
      done="The SSH key is added."
      changes={['ssh-keys']}
      fields={['key']}
      send={() => dataOf(api.POST('/api/1.0/account/prefs/sshkeys/;op=new', { body: { key } }))}
      onClose={onClose}
    >
      {(problems) => (
        <AreaField
          label="Public key"
          help="A line of ~/.ssh/id_ed25519.pub, for example."
          value={key}
          onChange={setKey}
          problem={problems.key}
          required
        />
      )}
    </FormDialog>
  );
}
