import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { dataOf, textOf } from '../../api/errors.js';
import { type DeliveryState, deliveryList, pathOf, type Webhook } from '../../api/webhooks.js';
import { countText } from '../../ui/amounts.js';
import { announce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { SelectField } from '../../ui/field.js';
import { Loaded } from '../../ui/states.js';
import { DeliveryTable } from './delivery-table.js';
import { refusalOf } from './delivery-text.js';

const STATES: readonly (readonly [DeliveryState | '', string])[] = [
  ['', 'All'],
  ['waiting', 'Waiting, also for another attempt'],
  ['delivered', 'Delivered'],
  ['dead', 'Dead letters'],
];
const PAGE = 100;
/** The region lists no more. */
const MOST = 1_000;

/** The deliveries of a webhook, the newest first. Dead letters can be sent again. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const [state, setState] = useState<DeliveryState | ''>('');
  const [limit, setLimit] = useState(PAGE);
  const query = useQuery({ ...deliveryList(webhook.id, state, limit), placeholderData: keepPreviousData });
  const retry = useRetry(webhook);
  const { dead_letters: dead } = webhook;
  return (
    <section className="card" aria-labelledby="deliveries-title">
      <h2 id="deliveries-title">Deliveries</h2>
      <SelectField
        label="State"
        value={state}
        onChange={(chosen) => setState(STATES.find(([known]) => known === chosen)?.[0] ?? '')}
        options={STATES}
      />
      {dead > 0 && (
        <p>
          <Button why={refusalOf(webhook)} disabled={retry.isPending} onClick={() => retry.mutate(undefined)}>
            Send {countText(dead, 'dead letter')} again
          </Button>
        </p>
      )}
      {retry.error && (
        <p className="notice is-bad" role="alert">
          {textOf(retry.error)}
        </p>
      )}
      <Loaded query={query} what="the deliveries">
        {(deliveries) => (
          <>
            <DeliveryTable deliveries={deliveries} why={refusalOf(webhook)} onRetry={(id) => retry.mutate(id)} />
            {deliveries.length === limit && limit < MOST && (
              <p className="more">
                <Button onClick={() => setLimit(Math.min(limit + PAGE, MOST))}>Show older ones</Button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

/** Sends one dead letter again, or all of the webhook. */
function useRetry({ id }: Webhook) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (only: number | undefined) => {
      const body = only === undefined ? {} : { ids: [String(only)] };
      return dataOf(api.POST('/api/1.0/webhooks/{id}/;op=retry', { params: pathOf(id), body }));
    },
    onSuccess({ count }) {
      announce(`${countText(count, 'dead letter')} will be sent again.`);
      void client.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
}
