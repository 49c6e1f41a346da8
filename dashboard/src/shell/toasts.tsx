import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';

/** Where short notices appear. Fetched after the first paint: one shown before waits for it. */
export default function Toasts() {
  return <Notifications position="bottom-right" autoClose={6000} />;
}
