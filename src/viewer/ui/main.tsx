import { render } from 'preact';
import { App } from './app';
import { followReceiver } from './state/live';
import { followAddressBar } from './state/place';
import { colourServices } from './state/services';
import { hearKeys } from './state/shortcuts';
import { applyTheme } from './state/theme';

applyTheme();
followAddressBar();
followReceiver();
hearKeys();
colourServices().then(() => render(<App />, document.body));
