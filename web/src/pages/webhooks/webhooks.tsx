import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Webhook, webhookList } from '../../api/webhooks.js';
import { countText } from '../../ui/amounts.js';
import { Button } from '../../ui/button.js';
import { dateText } from '../../ui/date-text.js';
import { Icon } from '../../ui/icon.js';
import { Page } from '../../ui/page.js';
import { RowActions } from '../../ui/row-actions.js';
import { SecretDialog } from '../../ui/secret-dialog.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty, Loaded } from '../../ui/states.js';
import { DeleteWebhook } from './delete-webhook.js';
import { WebhookForm } from './webhook-form.js';
import { filterText, stateClass, stateText } from './webhook-text.js';

type Open = { readonly kind: 'edit' | 'delete'; readonly webhook?: Webhook };

export default function Webhooks() {
  const query = useQuery(webhookList);
  const [open, setOpen] = useState<Open>();
  const [secret, setSecret] = useState<string>();
  const close = () => setOpen(undefined);
  return (
    <Page
      title="Webhooks"
      aside={query.data && countText(query.data.length, 'webhook')}
      actions={
        <Button kind="positive" onClick={() => setOpen({ kind: 'edit' })}>
          <Icon name="plus" /> Add webhook
        </Button>
      }
    >
      <Loaded query={query} what="the webhooks">
        {(webhooks) => <WebhookTable webhooks={webhooks} onOpen={setOpen} />}
      </Loaded>
      {open?.kind === 'edit' && <WebhookForm webhook={open.webhook} onSecret={setSecret} onClose={close} />}
      {open?.kind === 'delete' && open.webhook && <DeleteWebhook webhook={open.webhook} onClose={close} />}
      {secret !== undefined && (
        <SecretDialog
          title="The webhook is saved"
          help="It is shown only now. By it, the receiver verifies the signatures of messages."
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </Page>
  );
}

interface TableProps {
  readonly webhooks: readonly Webhook[];
  readonly onOpen: (open: Open) => void;
}

function WebhookTable({ webhooks, onOpen }: TableProps) {
  return (
    <SortedTable
      label="Webhooks"
      rows={webhooks}
      keyOf={({ id }) => String(id)}
      empty={
        <Empty title="There are no webhooks.">
          <p>A webhook tells another system of events: the region posts each event to its URL.</p>
        </Empty>
      }
      columns={[
        {
          id: 'url',
          title: 'URL',
          width: 'minmax(12rem, 3fr)',
          sortBy: ({ url }) => url,
          render: ({ id, url }) => <Link href={`/webhooks/${id}`}>{url}</Link>,
        },
        {
          id: 'events',
          title: 'Events',
          width: 'minmax(8rem, 2fr)',
          sortBy: filterText,
          render: (webhook) => <span title={filterText(webhook)}>{filterText(webhook)}</span>,
        },
        {
          id: 'enabled',
          title: 'State',
          width: '6rem',
          sortBy: ({ enabled }) => String(!enabled),
          render: ({ enabled }) => (enabled ? 'Enabled' : 'Disabled'),
        },
        {
          id: 'last',
          title: 'Last delivery',
          width: '19rem',
          sortBy: ({ last_delivery }) => last_delivery?.attempted ?? '',
          render: (webhook) => <LastDelivery webhook={webhook} />,
        },
        {
          id: 'actions',
          title: 'Actions',
          width: '9rem',
          render: (webhook) => (
            <RowActions
              name={webhook.url}
              actions={[
                ['Edit', () => onOpen({ kind: 'edit', webhook })],
                ['Delete', () => onOpen({ kind: 'delete', webhook })],
              ]}
            />
          ),
        },
      ]}
    />
  );
}

function LastDelivery({ webhook: { last_delivery: last, dead_letters: dead } }: { readonly webhook: Webhook }) {
  if (!last) return 'none yet';
  return (
    <span title={last.error}>
      <span className={`result ${stateClass(last)}`}>{stateText(last)}</span>, {dateText(last.attempted)}
      {dead > 0 && `, ${countText(dead, 'dead letter')}`}
    </span>
  );
}
