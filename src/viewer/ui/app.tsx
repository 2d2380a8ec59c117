import type { JSX } from 'preact';
import { ComparePage } from './compare/compare-page';
import { ErrorsPage } from './errors/errors-page';
import { LogsPage } from './logs/logs-page';
import { MetricsPage } from './metrics/metrics-page';
import { OverviewPage } from './overview/overview-page';
import { ProfilePage } from './profile/profile-page';
import { ServicesPage } from './services/services-page';
import { DropFiles } from './shell/drop-files';
import { GettingStarted } from './shell/getting-started';
import { Header } from './shell/header';
import { HelpDialog } from './shell/help-dialog';
import { NotFound } from './shell/not-found';
import { WholeText } from './shell/whole-text';
import { status } from './state/live';
import { place } from './state/place';
import { TracePageView } from './trace/trace-view';
import { TracesPage } from './traces/traces-page';

/** The whole viewer: what the address bar names, below the header. */
export function App() {
  const { path } = place.value;
  const isLogs = path === '/logs' && (status.value?.logs.kept ?? 0) > 0;
  const isMetrics = path === '/metrics' && (status.value?.metrics.kept ?? 0) > 0;
  const isServices = path === '/services' && hasAnything(status.value);
  const isEmpty =
    status.value !== undefined && status.value.spans.spans === 0 && !isLogs && !isMetrics && !isServices;
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
      <WholeText />
    </>
  );
}

function hasAnything(known: typeof status.value): boolean {
  return known !== undefined && known.spans.spans + known.logs.kept + known.metrics.kept > 0;
}

function viewAt(path: string): JSX.Element {
  const [, name, id] = path.split('/');
  if (name === '') return <OverviewPage />;
  if (name === 'traces') return <TracesPage />;
  if (name === 'trace' && id) return <TracePageView key={id} id={decodeURIComponent(id)} />;
  if (name === 'logs') return <LogsPage />;
  if (name === 'metrics') return <MetricsPage />;
  if (name === 'services') return <ServicesPage />;
  if (name === 'compare') return <ComparePage />;
  if (name === 'profile' && id) return <ProfilePage key={id} id={decodeURIComponent(id)} />;
  if (name === 'errors') return <ErrorsPage />;
  return <NotFound />;
}
