/** Works on `count` pages at once. */
export async function eachPage<Page>(
  pages: AsyncGenerator<Page, void, undefined>,
  count: number,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const workThrough = async () => {
    try {
      for (let next = await pages.next(); !next.done; next = await pages.next()) await work(next.value);
    } finally {
      // When one of these loops fails, the other loops stop after their current page.
      await pages.return();
    }
  };
  const results = await Promise.allSettled(Array.from({ length: count }, workThrough));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
