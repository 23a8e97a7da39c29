import { Link } from 'wouter';
import { Page } from '../ui/page.js';

export function NotFound() {
  return (
    <Page title="No such page">
      <p>
        The address is wrong, or the page has moved. Go to the <Link href="/">overview</Link>.
      </p>
    </Page>
  );
}
