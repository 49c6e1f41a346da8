import classes from './mark.module.css';

/** The product's mark: an envelope on its feet, its flap a smile. Decorative; the name stands beside it. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className={classes.mark}>
      <path d="M12 25v3.6h-2M20 25v3.6h2" className={classes.feet} />
      <rect x="2.5" y="5" width="27" height="20.5" rx="6" className={classes.body} />
      <path d="M3.4 9.4l9.3 8c2 1.7 4.6 1.7 6.6 0l9.3-8" className={classes.flap} />
      <circle cx="12.4" cy="10.6" r="1.7" className={classes.eye} />
      <circle cx="19.6" cy="10.6" r="1.7" className={classes.eye} />
    </svg>
  );
}

export function Wordmark({ size = 28 }: { size?: number }) {
  return (
    <span className={classes.wordmark}>
      <Mark size={size} />
      <span>Mail Minion</span>
    </span>
  );
}
