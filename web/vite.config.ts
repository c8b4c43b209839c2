import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the app works from any folder of any server.
  base: './',
  plugins: [react()],
  // The package finds its worker and its engine beside itself; moved by the bundler it would not.
  optimizeDeps: { exclude: ['tiercel'] },
  worker: { format: 'es' },
  server: { fs: { allow: ['..'] } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 400 },
  test: { include: ['src/**/*.unit.ts'] },
} as Parameters<typeof defineConfig>[0]);
