import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  ErrorCode,
  isJSONRPCRequest,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';

/** Answers that take longer are given up when stdin has ended. */
const LONGEST_MS = 30_000;

/** Stdin and stdout, with an answer to each line: to questions asked before stdin ended, and to lines that are none. */
export class PatientStdio extends StdioServerTransport {
  readonly #open = new Set<RequestId>();
  #onAnswered = () => {};

  constructor() {
    super();
    // The server adds its own listeners to these.
    this.onmessage = message => this.#note(message);
    this.onerror = error => this.#refuse(error);
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    await super.send(message);
    if (!('method' in message) && message.id !== undefined) this.#close(message.id);
  }

  /** Settles when each question has its answer. */
  async answered(): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>(resolve => {
      this.#onAnswered = resolve;
      setTimeout(resolve, LONGEST_MS).unref();
    });
  }

  #note(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message)) this.#open.add(message.id);
    else if ('method' in message && message.method === 'notifications/cancelled')
      this.#close((message.params as { readonly requestId?: RequestId } | undefined)?.requestId);
  }

  #close(id: RequestId | undefined): void {
    if (id !== undefined && this.#open.delete(id) && this.#open.size === 0) this.#onAnswered();
  }

  /** An unreadable line has no id that an answer could carry (jsonrpc.org/specification, "Response object"). */
  #refuse(error: Error): void {
    const isJson = !(error instanceof SyntaxError);
    const [code, message] = isJson
      ? [ErrorCode.InvalidRequest, 'Invalid request']
      : [ErrorCode.ParseError, 'Parse error'];
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
  }
}
