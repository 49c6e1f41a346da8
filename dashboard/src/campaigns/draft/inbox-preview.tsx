import classes from './inbox-preview.module.css';

interface InboxPreviewProps {
  from: string;
  subject: string;
  preheader: string;
}

/** One line of an inbox, as a desktop and as a phone shows it. */
export function InboxPreview({ from, subject, preheader }: InboxPreviewProps) {
  const sender = from || 'Sender';
  const words = subject || 'No subject yet';
  return (
    <div className={classes.inboxes}>
      <div className={classes.desktop}>
        <strong className={classes.from}>{sender}</strong>
        <span className={classes.line}>
          <strong>{words}</strong>
          {preheader && <span className={classes.after}> – {preheader}</span>}
        </span>
      </div>
      <div className={classes.phone}>
        <strong>{sender}</strong>
        <span className={classes.cut}>{words}</span>
        <span className={classes.after}>{preheader}</span>
      </div>
    </div>
  );
}
