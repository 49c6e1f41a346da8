/**
 * Puts the focus back on a menu's button before what was chosen in the menu happens. A dialog that opens then gives it back to
 * that button; the entry is gone by the time it closes.
 */
export function keepFocusAtMenus(): void {
  document.addEventListener(
    'click',
    ({ target }) => {
      if (!(target instanceof Element)) return;
      const menu = target.closest('[role=menuitem]')?.closest('[role=menu]');
      document.getElementById(menu?.getAttribute('aria-labelledby') ?? '')?.focus();
    },
    { capture: true },
  );
}
