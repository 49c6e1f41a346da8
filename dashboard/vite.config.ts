import react from '@vitejs/plugin-react';
import presetMantine from 'postcss-preset-mantine';
import simpleVars from 'postcss-simple-vars';
import { defineConfig } from 'vite';

const breakpoints = {
  'mantine-breakpoint-xs': '36em',
  'mantine-breakpoint-sm': '48em',
  'mantine-breakpoint-md': '62em',
  'mantine-breakpoint-lg': '75em',
  'mantine-breakpoint-xl': '88em',
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // The server puts a number used once in its place: see server/app/dashboard-files.ts.
  html: { cspNonce: '{{nonce}}' },
  plugins: [react()],
  resolve: { alias: { zod: `${import.meta.dirname}/src/api/no-schemas.ts` } },
  css: { postcss: { plugins: [presetMantine(), simpleVars({ variables: breakpoints })] } },
  server: { proxy: { '/api': process.env.API_URL ?? 'http://127.0.0.1:3000' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Everything comes from our own files under a strict policy; nothing is inlined as data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2024',
    rolldownOptions: {
      // One file for the many tiny ones: each of their own would cost a request and its compression.
      output: { codeSplitting: { groups: [{ name: 'small', test: /@tabler|@mantine[\\/]hooks/ }] } },
    },
  },
});
