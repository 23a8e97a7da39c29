import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { type UserView, userList } from '../../api/region-lists.js';
import { useUser } from '../../session/session.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { useForm } from '../../ui/use-form.js';

type Open = { readonly kind: 'edit' | 'delete'; readonly user?: UserView };
const ROLES = [
  ['0', 'User'],
  ['1', 'Administrator'],
] as const;

export default function Users() {
  const query = useQuery(userList);
  const me = useUser();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title="Users"
      aside={query.data && countText(query.data.length, 'user')}
      actions={
        <Button kind="positive" onClick={() => setOpen({ kind: 'edit' })}>
          <Icon name="plus" /> Add user
        </Button>
      }
    >
      <Loaded query={query} what="the users">
        {(users) => (
          <SortedTable
            label="Users"
            rows={users}
            keyOf={({ username }) => username}
            usual="username"
            empty={<Empty title="There are no users." />}
            columns={[
              {
                id: 'username',
                title: 'Name',
                width: 'minmax(9rem, 1fr)',
                sortBy: ({ username }) => username,
                render: ({ username }) => username,
              },
              {
                id: 'email',
                title: 'Email',
                width: 'minmax(12rem, 2fr)',
                sortBy: ({ email }) => email,
                render: ({ email }) => email,
              },
              {
                id: 'role',
                title: 'Role',
                width: '9rem',
                sortBy: ({ is_superuser }) => String(is_superuser),
                render: ({ is_superuser }) => (is_superuser ? 'Administrator' : 'User'),
              },
              {
                id: 'actions',
                title: 'Actions',
                width: '9rem',
                render: (user) => (
                  <RowActions
                    name={user.username}
                    actions={[
                      ['Edit', () => setOpen({ kind: 'edit', user })],
                      [
                        'Delete',
                        () => setOpen({ kind: 'delete', user }),
                        user.username === me.username ? 'You cannot delete your own account.' : undefined,
                      ],
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {open?.kind === 'edit' && <UserForm user={open.user} onClose={close} />}
      {open?.kind === 'delete' && open.user && <DeleteUser user={open.user} onClose={close} />}
    </Page>
  );
}

function UserForm({ user, onClose }: { readonly user: UserView | undefined; readonly onClose: () => void }) {
  const { fields, set } = useForm({
    username: user?.username ?? '',
    email: user?.email ?? '',
    password: '',
    is_superuser: user?.is_superuser ? '1' : '0',
  });
  const send = () => {
    const { username, email, password, is_superuser: role } = fields;
    const is_superuser: '0' | '1' = role === '1' ? '1' : '0';
    if (!user) return dataOf(api.POST('/api/1.0/users/', { body: { username, email, password, is_superuser } }));
    const body = { email, is_superuser, ...(password !== '' && { password }) };
    return dataOf(api.PUT('/api/1.0/users/{username}/', { params: { path: { username: user.username } }, body }));
  };
  return (
    <FormDialog
      title={user ? `User ${user.username}` : 'Add a user'}
      action={user ? 'Save' : 'Add user'}
      done="The user is saved."
      changes={['users']}
      fields={['username', 'email', 'password', 'is_superuser']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="Name"
            value={fields.username}
            onChange={set('username')}
            problem={problems.username}
            required
            autoFocus
            readOnly={user !== undefined}
            autoComplete="off"
          />
          <TextField
            label="Email"
            type="email"
            value={fields.email}
            onChange={set('email')}
            problem={problems.email}
            required
            autoComplete="off"
          />
          <TextField
            label={user ? 'New password' : 'Password'}
            type="password"
            {...(user && { help: 'Empty: the password stays. A new one ends all sessions of the user.' })}
            value={fields.password}
            onChange={set('password')}
            problem={problems.password}
            required={!user}
            autoComplete="new-password"
          />
          <SelectField
            label="Role"
            value={fields.is_superuser}
            onChange={set('is_superuser')}
            problem={problems.is_superuser}
            options={ROLES}
          />
        </>
      )}
    </FormDialog>
  );
}

function DeleteUser({ user: { username }, onClose }: { readonly user: UserView; readonly onClose: () => void }) {
  const me = useUser();
  const { fields, set } = useForm({ heir: '' });
  const query = fields.heir === '' ? {} : { transfer_resources_to: fields.heir };
  return (
    <FormDialog
      title={`Delete user ${username}`}
      action="Delete"
      isDangerous
      done="The user is deleted."
      changes={['users', 'nodes', 'files']}
      fields={['transfer_resources_to']}
      send={() => dataOf(api.DELETE('/api/1.0/users/{username}/', { params: { path: { username }, query } }))}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <p>
            The keys and sessions of {username} end. Without a new owner, the files of {username} are deleted, and a
            user who owns nodes cannot be deleted.
          </p>
          <TextField
            label="New owner of nodes and files (optional)"
            help={`A user name, such as ${me.username}.`}
            value={fields.heir}
            onChange={set('heir')}
            problem={problems.transfer_resources_to}
          />
        </>
      )}
    </FormDialog>
  );
}
