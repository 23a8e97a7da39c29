import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.js';
import { dataOf, textOf } from '../../api/errors.js';
import { type Delivery, oneDelivery, pathOf, type Webhook } from '../../api/webhooks.js';
import { Button } from '../../ui/button.js';
import { refusalOf, resultText } from './delivery-text.js';

/** Sends a test to a webhook, and shows its result. */
export function SendTest({ webhook }: { readonly webhook: Webhook }) {
  const sending = useMutation({
    mutationFn: () => dataOf(api.POST('/api/1.0/webhooks/{id}/;op=test', { params: pathOf(webhook.id) })),
  });
  return (
    <>
      <Button why={refusalOf(webhook)} disabled={sending.isPending} onClick={() => sending.mutate()}>
        {sending.isPending ? 'Sending …' : 'Send a test'}
      </Button>
      {sending.error && (
        <p className="notice is-bad" role="alert">
          {textOf(sending.error)}
        </p>
      )}
      {sending.data && <TestResult webhook={webhook} id={sending.data.delivery} />}
    </>
  );
}

/** How often the result is read until there is one, also while the page is not live. */
const POLL_MS = 2_000;
const isOpen = (delivery: Delivery | null | undefined) => delivery?.state === 'waiting' && delivery.attempts === 0;

function TestResult({ webhook, id }: { readonly webhook: Webhook; readonly id: number }) {
  const { data, error } = useQuery({
    ...oneDelivery(webhook.id, id),
    refetchInterval: ({ state }) => (isOpen(state.data) ? POLL_MS : false),
  });
  const look = data?.state === 'delivered' ? 'is-good' : isOpen(data) ? '' : 'is-bad';
  const text = error ? textOf(error) : data === null ? 'The test is deleted.' : data ? resultText(data) : 'Waiting.';
  return (
    <p className={`notice ${look}`} role="status">
      <strong>Test {id}:</strong> {text}
    </p>
  );
}
