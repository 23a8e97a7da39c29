import { type ReactNode, useState } from 'react';
import { Button } from './button.js';

interface Props<Item> {
  readonly label: string;
  readonly className: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string | number;
  readonly render: (item: Item) => ReactNode;
  readonly empty?: string;
}

/** How many items are in the page at first, and how many each press of the button adds. */
const STEP = 100;

/** A list that is usually short. Of a long one, the first items are in the page until more are asked for. */
export function LongList<Item>({ label, className, items, keyOf, render, empty }: Props<Item>) {
  const [most, setMost] = useState(STEP);
  const hidden = items.length - most;
  return (
    <>
      <ul className={className} aria-label={label}>
        {items.slice(0, most).map((item) => (
          <li key={keyOf(item)}>{render(item)}</li>
        ))}
        {items.length === 0 && empty && <li>{empty}</li>}
      </ul>
      {hidden > 0 && (
        <p className="more">
          <Button onClick={() => setMost(most + STEP)}>Show more ({hidden.toLocaleString('en')} left)</Button>
        </p>
      )}
    </>
  );
}
