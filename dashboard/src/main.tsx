import './policy/trusted-types.ts';
import './shell/older-links.ts';
import '@fontsource-variable/figtree/wght.css';
import '@fontsource-variable/bricolage-grotesque/wght.css';
import './theme/mantine.css';
import './theme/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';
import { keepFocusAtMenus } from './ui/menu-focus.ts';

keepFocusAtMenus();
createRoot(document.getElementById('root')!).render(<App />);
