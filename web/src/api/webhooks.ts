import { queryOptions } from '@tanstack/react-query';
import type { Answer } from './answer.js';
import { api } from './client.js';
import { dataOf } from './errors.js';

export type Webhook = Answer<'/api/1.0/webhooks/'>[number];
export type Delivery = Answer<'/api/1.0/webhooks/{id}/;op=deliveries'>[number];
export type DeliveryState = Delivery['state'];

export const pathOf = (id: number) => ({ path: { id: String(id) } });

export const webhookList = queryOptions({
  queryKey: ['webhooks', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/webhooks/', { signal })),
});

/** The newest deliveries of a webhook. @param state "": any */
export function deliveryList(id: number, state: DeliveryState | '', limit: number) {
  return queryOptions({
    queryKey: ['webhooks', 'deliveries', id, state, limit],
    queryFn: ({ signal }) => {
      const query = { limit: String(limit), ...(state && { state }) };
      return dataOf(api.GET('/api/1.0/webhooks/{id}/;op=deliveries', { params: { ...pathOf(id), query }, signal }));
    },
  });
}

/** One delivery; null when it is deleted. */
export function oneDelivery(id: number, delivery: number) {
  return queryOptions({
    queryKey: ['webhooks', 'delivery', id, delivery],
    async queryFn({ signal }): Promise<Delivery | null> {
      const query = { before: String(delivery + 1), limit: '1' };
      const params = { ...pathOf(id), query };
      const [found] = await dataOf(api.GET('/api/1.0/webhooks/{id}/;op=deliveries', { params, signal }));
      return found?.id === delivery ? found : null;
    },
  });
}
