/** Without a sign of life for so long, nobody sits before the screen. In milliseconds. */
const AWAY_AFTER = 60_000;

let lastSign = Date.now();
const noteSign = () => {
  lastSign = Date.now();
};
for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'])
  window.addEventListener(sign, noteSign, { capture: true, passive: true });

/** Whether the screen asks by itself: such calls must not keep a session alive that its person has left. */
export const isUnattended = () => Date.now() - lastSign > AWAY_AFTER;
