/** Entry of the page's script: finds where the data are and draws the page. */
import './base.css';

import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './preferences.ts';
import { dataSource } from './source.ts';

applyTheme();
const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  render(<App source={dataSource()} />, root);
}
