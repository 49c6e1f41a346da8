import { IconInbox, IconServer2, IconWorldUpload } from '@tabler/icons-react';
import type { ServerKind } from '#server/delivery/contract.ts';

interface KindWords {
  label: string;
  icon: typeof IconInbox;
  text: string;
  /** What must be true before it works. */
  needs?: readonly string[];
}

/** How each kind of sending server is called and explained, in the order in which they are offered. */
export const kindWords: Record<ServerKind, KindWords> = {
  smtp: {
    label: 'Mail provider or relay',
    icon: IconServer2,
    text: 'Your mail is handed to a provider such as Brevo or Amazon SES, or to a mail server of your own, which takes it from there. Right for nearly everybody.',
  },
  mx: {
    label: 'Straight to the receivers',
    icon: IconWorldUpload,
    text: 'This machine delivers to Gmail, Outlook and all others itself. Nobody in between, and nobody else’s good name to lean on.',
    needs: [
      'Port 25 is open to the outside; many hosting companies close it until asked.',
      'The machine has a fixed address, and that address has a name of yours that leads back to it (PTR).',
      'Your domain’s SPF record names this address.',
    ],
  },
  sandbox: {
    label: 'Sandbox',
    icon: IconInbox,
    text: 'Nothing leaves: mail is kept here, to be read as your readers would. Good for one domain or for test mail while everything else goes out.',
  },
};
