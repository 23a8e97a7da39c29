import { Component, type ReactNode } from 'react';
import { textOf } from '../api/errors.js';
import { Button } from '../ui/button.js';

interface Props {
  readonly children: ReactNode;
  /** The error is forgotten when this key changes, as with the next page. */
  readonly resetKey?: string;
}

/** Shows a page's defect in its place, so that the rest of the window goes on. */
export class ErrorBoundary extends Component<Props, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: Props): void {
    if (before.resetKey !== this.props.resetKey && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="notice is-bad" role="alert">
        <h2>This page failed</h2>
        <p>{textOf(this.state.error)}</p>
        <Button onClick={() => window.location.reload()}>Load it again</Button>
      </div>
    );
  }
}
