import type { ReactNode } from 'react';
import classes from './illustration.module.css';

export type Scene = 'letters' | 'mailbox' | 'people' | 'search' | 'lost' | 'done';

/** A small line drawing of the mark at work. Decorative. */
export function Illustration({ scene }: { scene: Scene }) {
  return (
    <svg viewBox="0 24 200 92" width="200" height="92" aria-hidden="true" className={classes.drawing}>
      <path d="M18 108h164" className={classes.ground} />
      {scenes[scene]}
    </svg>
  );
}

/** The envelope itself, 64 wide, standing on the ground at x; closed eyes sleep. */
function Envelope({ x, asleep = false }: { x: number; asleep?: boolean }) {
  return (
    <g transform={`translate(${x} 50)`}>
      <path d="M22 48v10h-6M42 48v10h6" className={classes.line} />
      <rect x="0" y="0" width="64" height="48" rx="13" className={classes.body} />
      <path d="M3 9l22 19c4 3.6 10 3.6 14 0L61 9" className={classes.line} />
      {asleep ? (
        <path d="M19.5 12q4 4 8 0M36.5 12q4 4 8 0" className={classes.line} />
      ) : (
        <>
          <circle cx="23.5" cy="13" r="3.2" className={classes.ink} />
          <circle cx="40.5" cy="13" r="3.2" className={classes.ink} />
        </>
      )}
    </g>
  );
}

const sheet = (x: number, y: number, tilt = 0) => (
  <g transform={`translate(${x} ${y}) rotate(${tilt})`}>
    <rect width="38" height="26" rx="5" className={classes.paper} />
    <path d="M3 6l12.5 10c2.5 2 5.5 2 8 0L35 6" className={classes.thin} />
  </g>
);

const person = (x: number, y: number) => (
  <g transform={`translate(${x} ${y})`}>
    <circle cx="12" cy="8" r="7" className={classes.paper} />
    <path d="M0 38c0-11 5-18 12-18s12 7 12 18" className={classes.paper} />
  </g>
);

const scenes: Record<Scene, ReactNode> = {
  letters: (
    <>
      <Envelope x={36} />
      {sheet(122, 82)}
      {sheet(126, 57, -6)}
      {sheet(120, 30, 5)}
    </>
  ),
  mailbox: (
    <>
      <Envelope x={28} />
      <path d="M147 108V84" className={classes.line} />
      <path d="M122 84V64a14 14 0 0 1 14-14h24a14 14 0 0 1 14 14v20z" className={classes.paper} />
      <path d="M122 84h28V64a14 14 0 0 0-14-14M160 50V34h14v8h-14" className={classes.line} />
    </>
  ),
  people: (
    <>
      {person(112, 70)}
      {person(152, 70)}
      {person(132, 62)}
      <Envelope x={26} />
    </>
  ),
  search: (
    <>
      <Envelope x={52} />
      <circle cx="98" cy="66" r="17" className={classes.lens} />
      <path d="M110 79l16 18" className={classes.handle} />
    </>
  ),
  lost: (
    <>
      <Envelope x={44} asleep />
      {sheet(126, 86, 9)}
      <path d="M116 40q8-8 16 0t16 0" className={classes.thin} />
    </>
  ),
  done: (
    <>
      <Envelope x={58} />
      <path d="M134 108V34" className={classes.line} />
      <path d="M134 36c10-6 18 6 30 0v22c-12 6-20-6-30 0z" className={classes.flag} />
    </>
  ),
};
