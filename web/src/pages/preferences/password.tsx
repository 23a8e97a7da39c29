import { useState } from 'react';
import { loadSession } from '../../session/session.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { useForm } from '../../ui/use-form.js';
import { changePassword } from './session-calls.js';

export function Password() {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <p className="card__calm">A new password ends your other sessions.</p>
      <Button onClick={() => setOpen(true)}>Change password</Button>
      {isOpen && <PasswordForm onClose={() => setOpen(false)} />}
    </section>
  );
}

function PasswordForm({ onClose }: { readonly onClose: () => void }) {
  const { fields, set } = useForm({ old: '', next: '' });
  const send = async () => {
    await changePassword(fields.old, fields.next);
    // The session is a new one, with another token.
    await loadSession();
  };
  return (
    <FormDialog
      title="Change the password"
      action="Change password"
      done="The password is changed."
      changes={['sessions']}
      fields={['old_password', 'new_password']}
      send={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <TextField
            label="Old password"
            type="password"
            value={fields.old}
            onChange={set('old')}
            problem={problems.old_password}
            autoComplete="current-password"
            required
            autoFocus
          />
          <TextField
            label="New password"
            type="password"
            value={fields.next}
            onChange={set('next')}
            problem={problems.new_password}
            autoComplete="new-password"
            required
          />
        </>
      )}
    </FormDialog>
  );
}
