import { createTheme, defaultVariantColorsResolver, type VariantColorsResolver } from '@mantine/core';
import { amber, brick, charcoal, leaf, paper, plum, sky } from './palette.ts';

/** Text on tinted and filled grounds keeps 4.5:1 in both schemes, which the stock shades do not. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const name = input.color ?? input.theme.primaryColor;
  if (!(name in input.theme.colors)) return resolved;
  if (input.variant === 'filled') return { ...resolved, color: 'var(--mm-on-filled)' };
  if (input.variant === 'light')
    return {
      ...resolved,
      background: `light-dark(var(--mantine-color-${name}-1), color-mix(in srgb, var(--mantine-color-${name}-4) 24%, transparent))`,
      hover: `light-dark(var(--mantine-color-${name}-2), color-mix(in srgb, var(--mantine-color-${name}-4) 34%, transparent))`,
      color: `light-dark(var(--mantine-color-${name}-9), var(--mantine-color-${name}-2))`,
    };
  if (input.variant === 'subtle' || input.variant === 'outline' || input.variant === 'transparent')
    return {
      ...resolved,
      color: `light-dark(var(--mantine-color-${name}-7), var(--mantine-color-${name}-3))`,
    };
  return resolved;
};

const heading = (fontSize: string, lineHeight = '1.25') => ({ fontSize, lineHeight, fontWeight: '620' });
const onFilled = { iconColor: 'var(--mm-on-filled)' };

export const theme = createTheme({
  primaryColor: 'plum',
  primaryShade: { light: 7, dark: 3 },
  colors: {
    plum,
    gray: paper,
    dark: charcoal,
    green: leaf,
    yellow: amber,
    red: brick,
    blue: sky,
  },
  black: '#2a2521',
  fontFamily: "'Figtree Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontFamily: "'Bricolage Grotesque Variable', 'Figtree Variable', sans-serif",
    textWrap: 'balance',
    sizes: {
      h1: heading('1.875rem', '1.15'),
      h2: heading('1.25rem'),
      h3: heading('1.0625rem', '1.35'),
      h4: heading('0.9375rem', '1.4'),
    },
  },
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '22px' },
  defaultRadius: 'md',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  variantColorResolver,
  components: {
    Button: { defaultProps: { fw: 600 } },
    Checkbox: { defaultProps: onFilled },
    Radio: { defaultProps: onFilled },
    PasswordInput: {
      defaultProps: {
        visibilityToggleButtonProps: { 'aria-label': 'Show or hide the password', tabIndex: 0 },
      },
      styles: { visibilityToggle: { '--psi-button-size': '32px' } },
    },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        transitionProps: { duration: 100 },
        events: { hover: true, focus: true, touch: false },
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        padding: 'lg',
        radius: 'lg',
        transitionProps: { duration: 120, transition: 'fade' },
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Drawer: {
      defaultProps: { transitionProps: { duration: 140 }, closeButtonProps: { 'aria-label': 'Close' } },
    },
    // Without its invisible first stop a menu holds menu items only, as screen readers expect.
    Menu: {
      defaultProps: {
        radius: 'md',
        shadow: 'md',
        transitionProps: { duration: 100 },
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { radius: 'md', shadow: 'md', transitionProps: { duration: 100 } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});
