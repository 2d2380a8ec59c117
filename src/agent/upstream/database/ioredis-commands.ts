import { type Context, context, type Span } from '@opentelemetry/api';

/** Parts of ioredis's own objects that count here (2 to 6). */
interface Client {
  readonly status?: string;
  readonly isCluster?: boolean;
  readonly options?: {
    readonly host?: string;
    readonly port?: number;
    readonly enableAutoPipelining?: boolean;
  };
}

interface Command {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly pipelineIndex?: number;
  readonly isCustomCommand?: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Its constructor returns the command, so that fields of a subclass are kept on that, at a tenth of the cost of a WeakMap. */
class OnCommand {
  constructor(command: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return command;
  }
}

/** Notes of a command, kept with it. */
class Note extends OnCommand {
  #note: { caller?: Context; span?: Span; isSent: boolean };

  private constructor(command: object) {
    super(command);
    this.#note = { isSent: false };
  }

  static of(command: object): { caller?: Context; span?: Span; isSent: boolean } {
    if (!(#note in command)) new Note(command);
    return (command as Note).#note;
  }
}

/**
 * True if a command is sent for the first time, and is the app's. It returns when its connection is ready or opened
 * anew, or when a cluster has picked a node, which then goes on its span.
 */
export function isNewCommand(client: Client, command: Command): boolean {
  const note = Note.of(command);
  if (note.isSent) {
    const { host, port } = client.options ?? {};
    if (host !== undefined) note.span?.setAttributes({ 'server.address': host, 'server.port': port! });
    return false;
  }
  note.isSent = true;
  return !isOwnGreeting(client, command);
}

/**
 * True for ioredis's own introduction to a server. Older servers do not understand it, and ioredis ignores their
 * errors.
 */
function isOwnGreeting({ status }: Client, { name, args }: Command): boolean {
  return name === 'client' && status !== 'ready' && /^setinfo$/i.test(String(args[0]));
}

/** Context of a command's caller. An automatic pipeline is sent in another context. */
export function callerOf(command: Command): Context {
  return Note.of(command).caller ?? context.active();
}

type Queue = (this: { readonly redis?: Client }, command: Command, ...rest: unknown[]) => unknown;

/** Makes a pipeline's `sendCommand` note the caller of each queued command. */
export function notingCallers(original: Queue): Queue {
  return function (command, ...rest) {
    if (this.redis?.options?.enableAutoPipelining) Note.of(command).caller = context.active();
    return original.call(this, command, ...rest);
  };
}

/** Ends a command's span once, by `end`, at its reply; without an error if ioredis makes up for that. */
export function endWithReply(
  client: Client,
  command: Command,
  span: Span,
  end: (error: unknown, result?: unknown) => void,
): void {
  Note.of(command).span = span;
  const { resolve, reject } = command;
  let hasEnded = false;
  const endOnce = (error: unknown, result?: unknown) => {
    if (hasEnded) return;
    hasEnded = true;
    end(error, result);
  };
  command.resolve = result => {
    endOnce(null, result);
    resolve.call(command, result);
  };
  command.reject = error => {
    endOnce(isMadeUpFor(client, command, error) ? null : error);
    reject.call(command, error);
  };
}

/**
 * True for errors that ioredis handles itself: it sends a missing script, follows redirections in a cluster's pipeline,
 * and speaks the older protocol if a server knows no other.
 */
function isMadeUpFor({ isCluster }: Client, command: Command, error: unknown): boolean {
  const message = String(Object(error).message);
  const [word] = message.split(' ', 1);
  if (word === 'NOSCRIPT') return isScript(command);
  if (command.name === 'hello') return word === 'NOPROTO' || message.startsWith('ERR unknown command');
  return isCluster === true && command.pipelineIndex !== undefined && REDIRECTIONS.has(word!);
}

const REDIRECTIONS = new Set(['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN']);

/** True for a command of `defineCommand`: its own class since ioredis 5, marked before. */
function isScript(command: Command): boolean {
  const base = Object.getPrototypeOf(Object.getPrototypeOf(command));
  return command.isCustomCommand === true || base !== Object.prototype;
}
