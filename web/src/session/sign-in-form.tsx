import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { type Problems, signIn } from './session.js';

/** @param username the user who must sign in; undefined: any user */
export function SignInForm({ username: known }: { readonly username?: string }) {
  const [username, setUsername] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const [isSending, setSending] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const found = await signIn(username, password);
    setSending(false);
    if (!found) return;
    setProblems(found);
    setPassword('');
  };
  return (
    <form onSubmit={send} className="sign-in">
      {problems[''] && (
        <p className="notice is-bad" role="alert">
          {problems['']}
        </p>
      )}
      <TextField
        label="User name"
        name="username"
        value={username}
        onChange={setUsername}
        autoComplete="username"
        problem={problems.username}
        readOnly={known !== undefined}
        autoFocus={known === undefined}
        required
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        problem={problems.password}
        autoFocus={known !== undefined}
        required
      />
      <Button type="submit" kind="positive" disabled={isSending}>
        {isSending ? 'Signing in …' : 'Sign in'}
      </Button>
    </form>
  );
}
