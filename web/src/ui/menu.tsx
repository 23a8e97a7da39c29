import { type FocusEvent, type KeyboardEvent, type ReactNode, useRef } from 'react';

interface Props {
  readonly title: ReactNode;
  /** The name of a title that is a picture */
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A button with content that it shows and hides. Escape and focus elsewhere hide it. */
export function Menu({ title, label, className = 'p-button', children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    close();
    summary.current?.focus();
  };
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) close();
  };
  return (
    <details className="menu" ref={menu} onKeyDown={press} onBlur={leave}>
      <summary className={className} aria-label={label} ref={summary}>
        {title}
      </summary>
      {children}
    </details>
  );
}
