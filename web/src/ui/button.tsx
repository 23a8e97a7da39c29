import type { ComponentProps } from 'react';

type Props = ComponentProps<'button'> & {
  readonly kind?: 'positive' | 'negative' | 'base' | 'plain';
  /** Why the button cannot be used now; shown as its title. The button stays focusable, so that everybody can read it. */
  readonly why?: string | undefined;
};

/** A button in the look of Vanilla. */
export function Button({ kind = 'plain', why, className = '', onClick, children, ...rest }: Props) {
  const look = kind === 'plain' ? 'p-button' : `p-button--${kind}`;
  return (
    <button
      type="button"
      {...rest}
      className={`${look} ${why === undefined ? '' : 'is-refused'} ${className}`}
      aria-disabled={why === undefined ? undefined : true}
      title={why ?? rest.title}
      onClick={why === undefined ? onClick : undefined}
    >
      {children}
      {why !== undefined && <span className="u-hidden">: {why}</span>}
    </button>
  );
}
