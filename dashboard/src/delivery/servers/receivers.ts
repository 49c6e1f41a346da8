/** The operators of mailboxes that most people have theirs with, by the keys the server knows them by. */
const names = {
  gmail: 'Gmail',
  outlook: 'Outlook.com',
  o365: 'Microsoft 365',
  yahoo: 'Yahoo and AOL',
  icloud: 'iCloud',
  gmx: 'GMX and WEB.DE',
  telekom: 'Telekom',
  orange: 'Orange',
  free: 'Free',
  laposte: 'La Poste',
  libero: 'Libero',
  mailru: 'Mail.ru',
  yandex: 'Yandex',
  proton: 'Proton',
  zoho: 'Zoho',
  comcast: 'Comcast',
  qq: 'QQ Mail',
} as const;

export const receiverNames: readonly string[] = Object.values(names);

/** How a receiver is called; one we have no name for stands for itself. */
export const receiverName = (key: string): string =>
  Object.hasOwn(names, key) ? names[key as keyof typeof names] : key;

/** The key of a receiver by what somebody typed: a name of ours, a key, or a domain. */
export function receiverKey(typed: string): string {
  const words = typed.trim().toLowerCase();
  const found = Object.entries(names).find(([, name]) => name.toLowerCase() === words);
  return found ? found[0] : words;
}
