import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isGone, textOf } from '../api/errors.js';
import { Button } from './button.js';

export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading" role="status">
      <span className="loading__bar" aria-hidden="true" />
      Loading {what} …
    </p>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty__title">{title}</p>
      {children}
    </div>
  );
}

interface FailureProps {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}

function Failure({ what, error, onRetry }: FailureProps) {
  return (
    <div className="notice is-bad" role="alert">
      <p>
        <strong>Could not read {what}.</strong> {textOf(error)}
      </p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is loaded, as in `the nodes`. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

/**
 * Shows data when it is there, and until then that it loads or why it could not be read. Data that could not be read again
 * stays, below the reason; a thing that is gone does not.
 */
export function Loaded<Data>({ query, what, children }: LoadedProps<Data>) {
  const failure = query.isError && <Failure what={what} error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return failure || <Loading what={what} />;
  return (
    <>
      {failure}
      {!isGone(query.error) && children(query.data)}
    </>
  );
}
