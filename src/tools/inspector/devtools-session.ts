import { WebSocket } from 'ws';
import { InspectorError } from './inspector-error';

/** Session with an inspector, over the DevTools protocol. */
export interface DevToolsSession {
  /**
   * Evaluates an expression in the process and returns its value, awaited, as JSON has it. `load` is there a function that
   * loads a built-in module. The code runs on a turn of the event loop of its own, never amidst a function of the app, and
   * not at all if this has given up by then.
   */
  evaluate(expression: string, timeoutMs?: number): Promise<unknown>;
  /** Tells all events of a kind that a domain of the protocol has for what is there already. */
  events(domain: 'Debugger' | 'NodeWorker', event: string): Promise<readonly EventParameters[]>;
  end(): void;
}

/** Parameters of an event, as the protocol has them. */
export type EventParameters = Readonly<Record<string, unknown>>;

/** Opens a session at a WebSocket address. */
export async function openSession(url: string): Promise<DevToolsSession> {
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 5_000 });
  const pending = new Map<number, (reply: Reply | undefined) => void>();
  let count = 0;
  let wanted: string | undefined;
  let seen: EventParameters[] = [];
  socket.on('message', data => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) pending.get(message.id)?.(message);
    else if (message.method === wanted) seen.push(message.params ?? {});
  });
  socket.on('close', () => {
    for (const settle of pending.values()) settle(undefined);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', error => reject(new InspectorError(`the inspector refuses: ${error.message}`)));
  });
  socket.on('error', () => {}); // 'close' follows.
  async function call(method: string, params: object, timeoutMs: number): Promise<unknown> {
    const id = ++count;
    const reply = await new Promise<Reply | undefined>((resolve, reject) => {
      const late = () => reject(new InspectorError(`the process has not answered within ${timeoutMs} ms`));
      const timer = setTimeout(late, timeoutMs);
      pending.set(id, value => {
        clearTimeout(timer);
        resolve(value);
      });
      socket.send(JSON.stringify({ id, method, params }));
    }).finally(() => pending.delete(id));
    return resultOf(reply);
  }
  const evaluate = (expression: string, timeoutMs = ANSWER_MS) =>
    call(
      'Runtime.evaluate',
      {
        expression: onOwnTurn(expression, Date.now() + timeoutMs),
        awaitPromise: true,
        returnByValue: true,
        includeCommandLineAPI: true, // For `require`: Node 20 before 20.16 has no process.getBuiltinModule.
      },
      timeoutMs,
    );
  return {
    evaluate,
    async events(domain, event) {
      wanted = `${domain}.${event}`;
      seen = [];
      await call(`${domain}.enable`, { waitForDebuggerOnStart: false }, ANSWER_MS);
      await evaluate('undefined'); // Other threads answer by then.
      await call(`${domain}.disable`, {}, ANSWER_MS);
      return seen;
    },
    end: () => socket.terminate(),
  };
}

const ANSWER_MS = 10_000;

/** Defers an expression: V8 evaluates it wherever the app's code is just now. */
function onOwnTurn(expression: string, deadline: number): string {
  return `(load => new Promise(resolve => setImmediate(resolve)).then(async () => {
    if (Date.now() > ${deadline}) throw new Error('too late');
    return ${expression};
  }))(process.getBuiltinModule ?? require)`;
}

/** Reply to a call, or an event. */
interface Message extends Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: EventParameters;
}

/** Reply to `Runtime.evaluate`. */
interface Reply {
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: {
      readonly text: string;
      readonly exception?: { readonly description?: string };
    };
  };
}

function resultOf(reply: Reply | undefined): unknown {
  if (reply === undefined) throw new InspectorError('the process has closed the connection');
  const { error, result } = reply;
  if (error !== undefined) throw new InspectorError(error.message);
  const thrown = result?.exceptionDetails;
  if (thrown !== undefined) throw new InspectorError(thrown.exception?.description ?? thrown.text);
  return result?.result?.value;
}
