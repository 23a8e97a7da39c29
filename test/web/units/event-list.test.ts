import { expect, test } from 'vitest';
import { type EventList, PAGE, readEvents } from '../../../web/src/pages/events/event-list.js';

/** A region with events 1 to `newest`. It counts the pages that are read. */
function regionWith(newest: number) {
  const region = { newest, pages: 0 };
  const read = async (before = region.newest + 1) => {
    region.pages += 1;
    return Array.from({ length: Math.min(PAGE, before - 1) }, (_, index) => ({ id: before - 1 - index }));
  };
  return Object.assign(region, { read });
}

/** Expects the ids from the newest down, without a gap. */
function expectWhole({ events }: EventList<{ id: number }>, newest: number, length: number): void {
  expect(events.map(({ id }) => id)).toEqual(Array.from({ length }, (_, index) => newest - index));
}

test('the first read is one page', async () => {
  const region = regionWith(4 * PAGE);
  const list = await readEvents(undefined, region.read);
  expectWhole(list, 4 * PAGE, PAGE);
  expect([list.hasOlder, region.pages]).toEqual([true, 1]);
});

test('more wanted events are read in pages, until there are no older ones', async () => {
  const region = regionWith(2 * PAGE + 7);
  const first = await readEvents(undefined, region.read);
  const all = await readEvents({ ...first, wanted: 4 * PAGE }, region.read);
  expectWhole(all, 2 * PAGE + 7, 2 * PAGE + 7);
  expect([all.hasOlder, region.pages]).toEqual([false, 4]);
});

test('a change reads the newest page alone, however many events are shown', async () => {
  const region = regionWith(6 * PAGE);
  const shown = await readEvents({ events: [], wanted: 5 * PAGE, hasOlder: false }, region.read);
  region.pages = 0;
  region.newest += 3;
  const list = await readEvents(shown, region.read);
  expectWhole(list, 6 * PAGE + 3, 5 * PAGE);
  expect([list.hasOlder, region.pages]).toEqual([true, 1]);
});

test('after more new events than a page, all that are shown are read anew', async () => {
  const region = regionWith(3 * PAGE);
  const shown = await readEvents({ events: [], wanted: 2 * PAGE, hasOlder: false }, region.read);
  region.newest += PAGE + 1;
  expectWhole(await readEvents(shown, region.read), 4 * PAGE + 1, 2 * PAGE);
});

test('events that were deleted leave the list', async () => {
  const region = regionWith(PAGE);
  const shown = await readEvents(undefined, region.read);
  region.newest = 2;
  const list = await readEvents(shown, region.read);
  expectWhole(list, 2, 2);
  expect(list.hasOlder).toBe(false);
});
