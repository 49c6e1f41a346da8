import {
  IconAddressBook,
  IconHome,
  IconInbox,
  IconList,
  IconMailFast,
  IconSettings,
  IconTruckDelivery,
} from '@tabler/icons-react';

export interface Destination {
  label: string;
  to: '/' | '/campaigns' | '/contacts' | '/lists' | '/deliveries' | '/sandbox' | '/settings';
  icon: typeof IconHome;
  /** Second key of the `g …` shortcut. */
  key: string;
  /** Has a place in the bottom bar of phones; the others are under "More". */
  onPhone: boolean;
}

export const destinations: Destination[] = [
  { label: 'Home', to: '/', icon: IconHome, key: 'h', onPhone: true },
  { label: 'Campaigns', to: '/campaigns', icon: IconMailFast, key: 'c', onPhone: true },
  { label: 'Contacts', to: '/contacts', icon: IconAddressBook, key: 'p', onPhone: true },
  { label: 'Lists', to: '/lists', icon: IconList, key: 'l', onPhone: true },
  { label: 'Deliveries', to: '/deliveries', icon: IconTruckDelivery, key: 'd', onPhone: false },
  { label: 'Sandbox', to: '/sandbox', icon: IconInbox, key: 'b', onPhone: false },
  { label: 'Settings', to: '/settings', icon: IconSettings, key: 's', onPhone: false },
];
