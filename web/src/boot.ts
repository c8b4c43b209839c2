/** The first script of the page: all that takes time is begun at once, side by side, before the app's own script has come. */
import { engine } from './model/engine';
import { begin } from './model/first';
import { firstLanguage } from './model/language';
import { parseRoute } from './model/route';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/earnings.css';

engine();
const { page, query } = parseRoute(location.hash);
if (page === 'earnings') begin({ payee: query['payee'], period: query['period'], language: firstLanguage() });

void import('./main');
