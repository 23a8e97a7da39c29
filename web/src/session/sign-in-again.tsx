import { Dialog } from '../ui/dialog.js';
import { useUser } from './session.js';
import { SignInForm } from './sign-in-form.js';

/** Asks a user whose session has ended for the password. The page below keeps what was typed. */
export function SignInAgain() {
  const { username } = useUser();
  return (
    <Dialog title="Your session has ended">
      <p>Sign in again to go on. The page keeps what you typed.</p>
      <SignInForm username={username} />
    </Dialog>
  );
}
