/** The item at this place of the list, which begins anew at its end. @throws RangeError for an empty list */
export function inTurn<Item>(items: readonly Item[], index: number): Item {
  const [item] = items.slice(index % items.length);
  if (item === undefined) throw new RangeError('no item to take in turn');
  return item;
}
