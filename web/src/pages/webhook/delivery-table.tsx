import type { Delivery } from '../../api/webhooks.js';
import { Button } from '../../ui/button.js';
import { dateText } from '../../ui/date-text.js';
import { SortedTable } from '../../ui/sorted-table.js';
import { Empty } from '../../ui/states.js';
import { stateClass, stateText } from '../webhooks/webhook-text.js';
import { resultText } from './delivery-text.js';

interface Props {
  readonly deliveries: readonly Delivery[];
  /** Why dead letters cannot be sent again now */
  readonly why: string | undefined;
  readonly onRetry: (id: number) => void;
}

export function DeliveryTable({ deliveries, why, onRetry }: Props) {
  return (
    <SortedTable
      label="Deliveries"
      rows={deliveries}
      keyOf={({ id }) => String(id)}
      empty={<Empty title="There are no deliveries." />}
      columns={[
        {
          id: 'id',
          title: 'Number',
          width: '5rem',
          isNumber: true,
          sortBy: ({ id }) => id,
          render: ({ id }) => id,
        },
        {
          id: 'created',
          title: 'Made',
          width: '10rem',
          sortBy: ({ created }) => created,
          render: ({ created }) => dateText(created),
        },
        {
          id: 'type',
          title: 'Type',
          width: 'minmax(9rem, 1fr)',
          sortBy: typeText,
          render: (delivery) => <span title={delivery.message_id}>{typeText(delivery)}</span>,
        },
        {
          id: 'state',
          title: 'State',
          width: '9rem',
          sortBy: stateText,
          render: (delivery) => <span className={`result ${stateClass(delivery)}`}>{stateText(delivery)}</span>,
        },
        {
          id: 'attempts',
          title: 'Attempts',
          width: '5rem',
          isNumber: true,
          sortBy: ({ attempts }) => attempts,
          render: ({ attempts }) => attempts,
        },
        {
          id: 'result',
          title: 'Result',
          width: 'minmax(14rem, 2fr)',
          sortBy: resultText,
          render: (delivery) => <span title={resultText(delivery)}>{resultText(delivery)}</span>,
        },
        {
          id: 'actions',
          title: 'Actions',
          width: '7rem',
          render: ({ id, state }) =>
            state === 'dead' && (
              <span className="row-actions">
                <Button aria-label={`Send ${id} again`} why={why} onClick={() => onRetry(id)}>
                  Send again
                </Button>
              </span>
            ),
        },
      ]}
    />
  );
}

/** The type of an event that is deleted is not known. */
const typeText = ({ type }: Delivery): string => type || 'a deleted event';
