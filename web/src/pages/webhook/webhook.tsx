import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { api } from '../../api/client.js';
import { dataOf } from '../../api/errors.js';
import { pathOf, type Webhook, webhookList } from '../../api/webhooks.js';
import { Button } from '../../ui/button.js';
import { dateText } from '../../ui/date-text.js';
import { Facts } from '../../ui/facts.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { Page } from '../../ui/page.js';
import { SecretDialog } from '../../ui/secret-dialog.js';
import { Empty, Loaded } from '../../ui/states.js';
import { DeleteWebhook } from '../webhooks/delete-webhook.js';
import { WebhookForm } from '../webhooks/webhook-form.js';
import { filterText } from '../webhooks/webhook-text.js';
import { Deliveries } from './deliveries.js';
import { SendTest } from './send-test.js';

export default function WebhookPage() {
  const { id = '' } = useParams();
  const query = useQuery(webhookList);
  const webhook = query.data?.find((known) => String(known.id) === id);
  return (
    <Page
      title={webhook?.url ?? 'Webhook'}
      aside={webhook && (webhook.enabled ? 'Enabled' : 'Disabled')}
      actions={webhook && <WebhookActions webhook={webhook} />}
    >
      <Loaded query={query} what="the webhook">
        {() => (webhook ? <WebhookDetails webhook={webhook} /> : <Empty title="There is no such webhook." />)}
      </Loaded>
    </Page>
  );
}

function WebhookDetails({ webhook }: { readonly webhook: Webhook }) {
  return (
    <div className="stack">
      <section className="card" aria-label="About the webhook">
        <Facts
          facts={[
            ['Events', filterText(webhook)],
            ['Added', dateText(webhook.created)],
          ]}
        />
        <SendTest webhook={webhook} />
      </section>
      <Deliveries webhook={webhook} />
    </div>
  );
}

function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const [, go] = useLocation();
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete'>();
  const [secret, setSecret] = useState<string>();
  const close = () => setOpen(undefined);
  const rotate = async () => {
    const sent = api.POST('/api/1.0/webhooks/{id}/;op=rotate_secret', { params: pathOf(webhook.id) });
    setSecret((await dataOf(sent)).secret);
  };
  return (
    <>
      <Button onClick={() => setOpen('edit')}>Edit</Button>
      <Button onClick={() => setOpen('rotate')}>New secret</Button>
      <Button onClick={() => setOpen('delete')}>Delete</Button>
      {open === 'edit' && <WebhookForm webhook={webhook} onClose={close} />}
      {open === 'delete' && <DeleteWebhook webhook={webhook} onClose={close} onDeleted={() => go('/webhooks')} />}
      {open === 'rotate' && (
        <FormDialog
          title="Give the webhook a new secret"
          action="New secret"
          done="The webhook has a new secret."
          changes={['webhooks']}
          send={rotate}
          onClose={close}
        >
          {() => <p>For 24 hours, messages are also signed with the former secret.</p>}
        </FormDialog>
      )}
      {secret !== undefined && (
        <SecretDialog
          title="The new secret"
          help="It is shown only now. For 24 hours the former one signs too."
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </>
  );
}
