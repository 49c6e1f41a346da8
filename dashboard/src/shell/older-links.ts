/** What the secrets of links were called that were mailed with them in the query. */
const names: Readonly<Record<string, string>> = {
  '/invitation': 'token',
  '/staff-invitation': 'token',
  '/confirm-address': 'token',
  '/register': 'invitation',
};

/** Puts such a secret behind the #, where it stands in all links now: from there it goes into no log and no other address. */
function hideSecret({ pathname, search }: Location): void {
  const secret = new URLSearchParams(search).get(names[pathname] ?? '');
  if (secret) window.history.replaceState(window.history.state, '', `${pathname}#${secret}`);
}

hideSecret(window.location);
