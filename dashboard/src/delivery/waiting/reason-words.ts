import {
  IconArrowsSplit,
  IconClock,
  IconFileAlert,
  IconGauge,
  IconHandStop,
  IconKey,
  IconPlayerPause,
  IconPlugConnectedX,
  IconRefresh,
  IconRouteOff,
  IconStairsUp,
  IconUserShield,
  IconWorldOff,
} from '@tabler/icons-react';
import type { ReasonKind } from './reasons.ts';

/** Where what holds mail back is set. `server` is the page of the server it is about, or the list of all. */
type Place = 'server' | 'new-server' | 'sending' | 'operator';

interface Words {
  icon: typeof IconClock;
  /** What becomes of the mail, and what can be done. */
  advice: string;
  /** The link to the setting that ends it; none where nobody here can. */
  next?: { label: string; to: Place };
}

const OPEN_SERVER = { label: 'Open the sending server', to: 'server' } as const;

/** What stands beside each kind of reason. */
export const reasonWords: Record<ReasonKind, Words> = {
  server_paused: {
    icon: IconPlayerPause,
    advice: 'A person paused it. Its mail goes on when somebody uses the server again.',
    next: OPEN_SERVER,
  },
  login_refused: {
    icon: IconKey,
    advice: 'Put the user name and password right, then use the server again.',
    next: OPEN_SERVER,
  },
  server_down: {
    icon: IconPlugConnectedX,
    advice: 'It is tried again by itself, every minute at least. If it lasts, check the connection.',
    next: OPEN_SERVER,
  },
  install_down: {
    icon: IconPlugConnectedX,
    advice:
      'It is tried again by itself. The operator of this install sets it (SMTP_URL); a sending server of your own can take its place.',
    next: { label: 'Add a sending server', to: 'new-server' },
  },
  no_server: {
    icon: IconRouteOff,
    advice: 'It goes on as soon as a server takes it.',
    next: { label: 'Choose what servers take', to: 'sending' },
  },
  server_limit: {
    icon: IconGauge,
    advice: 'It goes on by itself as the limit allows.',
    next: { label: 'Change the limit', to: 'server' },
  },
  receiver_limit: {
    icon: IconGauge,
    advice: 'It goes on by itself as the limit for these receivers allows.',
    next: { label: 'Change the limit', to: 'server' },
  },
  account_cap: {
    icon: IconUserShield,
    advice: 'It goes on by itself. The operator of this install sets how much the account may send.',
    next: { label: 'Change the cap', to: 'operator' },
  },
  warm_up: {
    icon: IconStairsUp,
    advice: 'It goes on by itself. The plan allows more every day, so that receivers learn to trust you.',
    next: { label: 'See the warm-up', to: 'server' },
  },
  connections: {
    icon: IconArrowsSplit,
    advice: 'The next leave as soon as these are done. Nothing to do.',
    next: { label: 'Change how many', to: 'server' },
  },
  receiver_slow: {
    icon: IconClock,
    advice: 'We send less there for a while, and more again when it is welcome. Nothing to do.',
  },
  receiver_down: {
    icon: IconPlugConnectedX,
    advice: 'It is their trouble and not yours. They are tried again by themselves. Nothing to do.',
  },
  name_servers: {
    icon: IconWorldOff,
    advice:
      'Without them nobody knows where mail goes. They are asked again every few seconds; the operator of this install can name others (NAME_SERVERS).',
  },
  sender_refused: {
    icon: IconHandStop,
    advice: 'Let the mail server send for this From address, or send from one that it knows.',
    next: OPEN_SERVER,
  },
  cannot_be_made: {
    icon: IconFileAlert,
    advice: 'It is tried again by itself. Mend the signing key or the address.',
    next: { label: 'See the signing keys', to: 'sending' },
  },
  retry_later: { icon: IconRefresh, advice: 'Refused for now, and tried again later. Nothing to do.' },
};
