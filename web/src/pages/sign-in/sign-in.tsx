import { useEffect } from 'react';
import { SignInForm } from '../../session/sign-in-form.js';
import { Icon } from '../../ui/icon.js';

/** Stands in the place of any page until a user has signed in. So the address of the page needs no redirect. */
export function SignIn() {
  useEffect(() => {
    document.title = 'Sign in · MAAS';
  }, []);
  return (
    <main className="welcome">
      <div className="welcome__racks" aria-hidden="true" />
      <div className="welcome__card">
        <p className="nav__logo">
          <span className="nav__tag">
            <Icon name="logo" />
          </span>
          MAAS
        </p>
        <h1>Sign in</h1>
        <SignInForm />
        <p className="welcome__help">
          No password yet? On the machine of the region, an administrator runs{' '}
          <code>bin/maas-region changepassword --username NAME</code>.
        </p>
      </div>
    </main>
  );
}
