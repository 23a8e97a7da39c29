import { useState } from 'react';
import { signOut, useUser } from '../session/session.js';
import { Icon } from '../ui/icon.js';
import { setTheme, type Theme, useTheme } from './theme.js';

const THEMES: readonly { theme: Theme; title: string }[] = [
  { theme: 'system', title: 'Automatic' },
  { theme: 'light', title: 'Light' },
  { theme: 'dark', title: 'Dark' },
];

/** The foot of the navigation: theme, user, sign-out. */
export function UserMenu() {
  const user = useUser();
  const theme = useTheme();
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    setLeaving(true);
    void signOut();
  };
  return (
    <div className="nav__foot">
      <fieldset className="theme-switch">
        <legend className="u-hidden">Theme</legend>
        {THEMES.map((option) => (
          <label key={option.theme} title={`${option.title} theme`}>
            <input type="radio" name="theme" checked={theme === option.theme} onChange={() => setTheme(option.theme)} />
            <span>{option.title}</span>
          </label>
        ))}
      </fieldset>
      <p className="nav__user">
        <Icon name="user" />
        <span>
          {user.username}
          <small>{user.is_superuser ? 'Administrator' : 'User'}</small>
        </span>
      </p>
      <button type="button" className="nav__leave" onClick={leave} disabled={isLeaving}>
        <Icon name="leave" /> Sign out
      </button>
    </div>
  );
}
