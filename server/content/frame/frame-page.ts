import { hash } from 'node:crypto';

/**
 * Takes mail from the page around it and puts it into a frame within: so the mail comes neither with a request that
 * carries a cookie nor onto an origin that has one. The inner frame runs no script and sends no form.
 */
const script = (parent: string) => `
addEventListener('message', ({ origin, source, data }) => {
  if (origin !== ${JSON.stringify(parent)} || source !== window.parent) return;
  const mail = document.createElement('iframe');
  mail.title = document.title;
  mail.sandbox = data.areLinksLive ? 'allow-popups allow-popups-to-escape-sandbox' : '';
  mail.srcdoc = '<base target="_blank">' + data.html;
  document.body.replaceChildren(mail);
});
window.parent.postMessage('ready', ${JSON.stringify(parent)});
`;

const style = `
html, body, iframe { display: block; margin: 0; border: 0; width: 100%; height: 100% }
html { color-scheme: light; background: #ffffff }
`;

/** The page and its policy, which the frame within inherits: pictures and styles from anywhere, and nothing else. */
export function framePage(parent: string): { page: string; policy: string } {
  const code = script(parent);
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mail</title><style>${style}</style></head>
<body><script>${code}</script></body>
</html>
`;
  const policy = [
    'sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    `script-src 'sha256-${hash('sha256', code, 'base64')}'`,
    "style-src 'unsafe-inline' https: http:",
    'img-src https: http: data:',
    'font-src https: http: data:',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${parent}`,
  ].join('; ');
  return { page, policy };
}
