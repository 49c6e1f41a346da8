/** Without a sign of life for so long, nobody sits before the screen. In milliseconds. */
const AWAY_AFTER = 60_000;

let lastSign = Date.now();
const noteSign = () => {
  lastSign = Date.now();
};
// Who dictates or uses a switch has neither keys nor a pointer, but enters and clicks.
for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'input', 'click'])
  window.addEventListener(sign, noteSign, { capture: true, passive: true });
// Of the window alone: dialogs that open by themselves take the focus, too.
window.addEventListener('focus', noteSign);

/** Whether the screen asks by itself: such calls must not keep a session alive that its person has left. */
export const isUnattended = () => Date.now() - lastSign > AWAY_AFTER;
