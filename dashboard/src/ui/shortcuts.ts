import { useEffect, useRef, useSyncExternalStore } from 'react';

/**
 * Keys that do something, in one registry: what is on screen registers its own, the cheat sheet reads them all.
 * A sequence such as `g c` is two presses within a second. Off in text fields, and altogether when turned off.
 */
interface Shortcut {
  keys: string;
  label: string;
  group: string;
  run: () => void;
}

const storageKey = 'shortcuts-off';
const registered = new Set<readonly Shortcut[]>();
const listeners = new Set<() => void>();
let snapshot: Shortcut[] = [];
let pending = '';
let pendingSince = 0;

function changed() {
  snapshot = [...registered].flat();
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Registers keys for as long as the component is on screen. Labels and keys must not change meanwhile. */
export function useShortcuts(shortcuts: readonly Shortcut[]) {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const live = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: () => latest.current[index]?.run(),
    }));
    registered.add(live);
    changed();
    return () => {
      registered.delete(live);
      changed();
    };
  }, []);
}

export const useAllShortcuts = (): Shortcut[] => useSyncExternalStore(subscribe, () => snapshot);

export const shortcutsAreOn = (): boolean => localStorage.getItem(storageKey) === null;
export function turnShortcuts(on: boolean) {
  if (on) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, '1');
}

/** Listens for the registered keys; the frame of the dashboard calls it once. */
export function useShortcutListener() {
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!shortcutsAreOn() || isTyping(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const sequence = pending && event.timeStamp - pendingSince < 1000 ? `${pending} ${key}` : key;
  const bound = (keys: string) => snapshot.findLast((shortcut) => shortcut.keys === keys);
  const match = bound(sequence) ?? bound(key);
  if (match) {
    pending = '';
    event.preventDefault();
    match.run();
    return;
  }
  pending = snapshot.some((shortcut) => shortcut.keys.startsWith(`${key} `)) ? key : '';
  pendingSince = event.timeStamp;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="textbox"]') !== null
  );
}
