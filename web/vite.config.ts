import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** What makes the app installable and keeps all of it, with the demo and the templates, for when there is no network. */
const installable = VitePWA({
  // A new version waits until the reader asks for it: nobody's page is reloaded while something is typed.
  registerType: 'prompt',
  injectRegister: null,
  manifest: {
    name: 'Tiercel',
    short_name: 'Tiercel',
    description: 'What you earned, why, and what another deal would pay.',
    id: './',
    start_url: './#/earnings',
    scope: './',
    display: 'standalone',
    background_color: '#fbfaf7',
    theme_color: '#0d5f52',
    icons: [
      { src: './icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: './icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: './icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: './icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
    shortcuts: [
      { name: 'My earnings', url: './#/earnings' },
      { name: 'Plan studio', url: './#/studio' },
    ],
  },
  workbox: {
    globPatterns: ['**/*.{html,js,css,wasm,svg,png,json,csv,plan}'],
    maximumFileSizeToCacheInBytes: 16 * 1024 * 1024,
    // Pages are told apart behind the #: other addresses of the server are not the app's.
    navigateFallback: null,
    cleanupOutdatedCaches: true,
    // Source maps of a file of somebody else's are of no use to a reader.
    sourcemap: false,
  },
});

/** Names the app's own script in the page, with what it imports: it comes while the first script does. */
const early: Plugin = {
  name: 'early',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const chunk = (file: string) => (bundle[file]?.type === 'chunk' ? bundle[file] : undefined);
      const names = new Set(Object.keys(bundle).filter((file) => chunk(file)?.facadeModuleId?.endsWith('/src/main.tsx') === true));
      // A set gives what is added while it is gone through.
      for (const name of names) chunk(name)?.imports.forEach((file) => names.add(file));
      const missing = [...names].filter((name) => !html.includes(name));
      return missing.map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `./${name}`, crossorigin: true }, injectTo: 'head' as const }));
    },
  },
};

export default defineConfig({
  // Relative addresses: the app works from any folder of any server.
  base: './',
  plugins: [react(), early, installable],
  // The package finds its worker and its engine beside itself; moved by the bundler it would not.
  optimizeDeps: { exclude: ['tiercel'] },
  worker: { format: 'es' },
  server: { fs: { allow: ['..'] } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 400 },
  test: { include: ['src/**/*.unit.ts'] },
} as Parameters<typeof defineConfig>[0]);
