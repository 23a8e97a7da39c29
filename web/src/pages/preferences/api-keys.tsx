import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { Button } from '../../ui/button.js';
import { dateText } from '../../ui/date-text.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { LongList } from '../../ui/long-list.js';
import { Loaded } from '../../ui/states.js';

const LIST = ['keys', 'list'] as const;

export function ApiKeys() {
  const client = useQueryClient();
  const [shown, setShown] = useState<string>();
  const [open, setOpen] = useState<
    { readonly kind: 'add' } | { readonly kind: 'revoke'; token: string; name: string }
  >();
  const close = () => setOpen(undefined);
  const query = useQuery({
    queryKey: LIST,
    queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/account/;op=list_authorisation_tokens', { signal })),
  });
  return (
    <section className="card" aria-labelledby="keys-title">
      <h2 id="keys-title">API keys</h2>
      <Loaded query={query} what="the API keys">
        {(keys) => (
          <LongList
            label="API keys"
            className="items"
            items={keys}
            keyOf={({ token }) => token}
            empty="You have no API key."
            render={({ name, token, created, last_used }) => (
              <>
                <div>
                  <strong>{name}</strong>
                  <p>
                    Made {dateText(created)}, {last_used ? `last used ${dateText(last_used)}` : 'never used'}
                  </p>
                  {shown === token && <code className="secret">{token}</code>}
                </div>
                <span className="row-actions">
                  <Button aria-expanded={shown === token} onClick={() => setShown(shown === token ? undefined : token)}>
                    {shown === token ? 'Hide key' : 'Show key'}
                  </Button>
                  <Button aria-label={`Revoke ${name}`} onClick={() => setOpen({ kind: 'revoke', token, name })}>
                    Revoke
                  </Button>
                </span>
              </>
            )}
          />
        )}
      </Loaded>
      <Button onClick={() => setOpen({ kind: 'add' })}>Add API key</Button>
      {open?.kind === 'add' && (
        <AddKey
          onClose={() => {
            close();
            void client.invalidateQueries({ queryKey: LIST });
          }}
        />
      )}
      {open?.kind === 'revoke' && (
        <FormDialog
          title={`Revoke ${open.name}`}
          action="Revoke"
          isDangerous
          done="The key is revoked."
          changes={['keys']}
          send={() =>
            dataOf(
              api.POST('/api/1.0/account/;op=delete_authorisation_token', {
                body: { token_key: open.token.split(':')[1] ?? '' },
              }),
            )
          }
          onClose={close}
        >
          {() => <p>Programs that use the key are refused at once.</p>}
        </FormDialog>
      )}
    </section>
  );
}

function AddKey({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const body = name === '' ? {} : { name };
  return (
    <FormDialog
      title="Add an API key"
      action="Add key"
      done="The key is made."
      changes={['keys']}
      fields={['name']}
      send={() => dataOf(api.POST('/api/1.0/account/;op=create_authorisation_token', { body }))}
      onClose={onClose}
    >
      {(problems) => (
        <TextField
          label="Name (optional)"
          help="The program that will use it."
          value={name}
          onChange={setName}
          problem={problems.name}
          autoFocus
        />
      )}
    </FormDialog>
  );
}
