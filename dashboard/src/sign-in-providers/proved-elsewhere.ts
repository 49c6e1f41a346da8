const CHANNEL = 'proved';

/** Tells the other tabs that the person confirmed who they are in this one. */
export function tellProved(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(true);
  channel.close();
}

/** Hears of it. @returns how to stop listening */
export function onProvedElsewhere(heard: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = heard;
  return () => channel.close();
}
