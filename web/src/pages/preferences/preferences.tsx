import { useUser } from '../../session/session.js';
import { Page } from '../../ui/page.js';
import { ApiKeys } from './api-keys.js';
import { Password } from './password.js';
import { Sessions } from './sessions.js';
import { SshKeys } from './ssh-keys.js';

export default function Preferences() {
  const { username, email } = useUser();
  return (
    <Page title="Preferences" aside={`${username}, ${email}`}>
      <div className="stack">
        <ApiKeys />
        <SshKeys />
        <Password />
        <Sessions />
      </div>
    </Page>
  );
}
