import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { engine } from './model/engine';
import { App } from './shell/App';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/earnings.css';

// Starts while the data is on its way; whoever needs the engine hears if it failed.
engine().catch(() => undefined);

const place = document.getElementById('app');
if (place === null) throw new Error('the page has no #app');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
