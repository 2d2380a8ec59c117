import { checkProcess } from './check-process';
import { type DevToolsSession, openSession } from './devtools-session';
import { InspectorError } from './inspector-error';
import { openInspector } from './open-inspector';
import { waitUntilClosed } from './wait-until-closed';

/** Look into a running process: code that is given to it runs on a turn of its event loop of its own. */
export type Inspection = Pick<DevToolsSession, 'evaluate' | 'events'>;

/**
 * Opens the inspector of a running Node.js process of this user on loopback, hands a session to `use`, and closes the
 * inspector again, whatever happens. An inspector that was open before stays open. Throws an InspectorError, before the
 * process is touched, if it is no Node.js process or its inspector is forbidden or in use.
 */
export async function inspectProcess<Result>(
  pid: number,
  use: (inspection: Inspection) => Promise<Result>,
): Promise<Result> {
  const target = checkProcess(pid);
  const { port, url, wasOpen } = await openInspector(target);
  const session = await openSession(url);
  try {
    await assertRightProcess(session, target.ownPid);
    if (!wasOpen) await session.evaluate(CLOSE_IF_ABANDONED);
    return await use(session);
  } finally {
    if (!wasOpen) await session.evaluate(CLOSE).catch(() => {});
    session.end();
    if (!wasOpen) await waitUntilClosed(pid, port);
  }
}

/** Any process of this user may listen on the port by now. */
async function assertRightProcess(session: DevToolsSession, pid: number): Promise<void> {
  const answering = await session.evaluate('process.pid');
  if (answering !== pid)
    throw new InspectorError(`the inspector that answers belongs to process ${answering}, not to ${pid}`);
}

const TIMER = `globalThis[Symbol.for('otel-agent.inspector')]`;
const FORGET = `clearTimeout(${TIMER}); delete ${TIMER};`;

/** Closes the inspector after 60 s even if this program is gone by then. An inspector that was opened since stays. */
const CLOSE_IF_ABANDONED = `(() => {
  const inspector = load('inspector');
  const opened = inspector.url();
  const close = () => { ${FORGET} if (inspector.url() === opened) inspector.close(); };
  ${TIMER} = setTimeout(close, 60_000).unref();
})()`;

/** Closes the inspector once the answer to this has left. */
const CLOSE = `(() => { ${FORGET} setTimeout(() => load('inspector').close(), 10).unref(); })()`;
