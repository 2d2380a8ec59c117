import type { JSX } from 'preact';
import { ComparePage } from './compare/compare-page';
import { ErrorsPage } from './errors/errors-page';
import { OverviewPage } from './overview/overview-page';
import { Message } from './parts/message';
import { DropFiles } from './shell/drop-files';
import { GettingStarted } from './shell/getting-started';
import { Header } from './shell/header';
import { HelpDialog } from './shell/help-dialog';
import { status } from './state/live';
import { place } from './state/place';
import { TracePageView } from './trace/trace-view';
import { TracesPage } from './traces/traces-page';

/** The whole viewer: what the address bar names, below the header. */
export function App() {
  const { path } = place.value;
  const isEmpty = status.value !== undefined && status.value.spans.spans === 0;
  return (
    <>
      <a class="skip" href="#view">
        Skip to the view
      </a>
      <Header />
      <main id="view" tabIndex={-1}>
        {isEmpty ? <GettingStarted /> : viewAt(path)}
      </main>
      <HelpDialog />
      <DropFiles />
    </>
  );
}

function viewAt(path: string): JSX.Element {
  const [, name, id] = path.split('/');
  if (name === '') return <OverviewPage />;
  if (name === 'traces') return <TracesPage />;
  if (name === 'trace' && id) return <TracePageView key={id} id={decodeURIComponent(id)} />;
  if (name === 'compare') return <ComparePage />;
  if (name === 'errors') return <ErrorsPage />;
  return (
    <Message title="There is no such view">
      <p>
        <a href="/">Go to the overview</a>
      </p>
    </Message>
  );
}
