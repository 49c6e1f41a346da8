/** What the server wrote into the page it sent. Vite's own server, for development, leaves the places as they are. */
const written = (name: string) => {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  return content.startsWith('{{') ? '' : content;
};

/** The number that lets style sheets made at run time past the page's policy. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** The origin that shows mail written by others; our own where there is none apart. */
export const contentOrigin = written('content-origin') || location.origin;
