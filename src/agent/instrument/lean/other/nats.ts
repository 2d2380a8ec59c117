import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/nats.generated.json';
import { patchMessage } from './nats/jetstream/patch-message';
import { patchMessages } from './nats/jetstream/patch-messages';
import { patchConnection } from './nats/patch-connection';
import { patchProtocol } from './nats/patch-protocol';
import type { Connection, ConsumerMessages, JetStreamMessage, Protocol } from './nats/types';

interface Exports {
  readonly NatsConnectionImpl?: { readonly prototype: Connection };
  readonly ProtocolHandler?: { readonly prototype: Protocol };
  readonly PullConsumerMessagesImpl?: { readonly prototype: ConsumerMessages };
  readonly PushConsumerMessagesImpl?: { readonly prototype: ConsumerMessages };
  readonly JsMsgImpl?: { readonly prototype: JetStreamMessage };
}

/**
 * Makes spans of messages that are published to NATS, of requests, of messages that a subscription's callback takes,
 * and of JetStream's messages and their settlement. The trace goes through the messages' headers. A loop over a
 * subscription has no spans: nothing tells when its body is done with a message.
 */
export class NatsInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown): (() => void)[] {
    const { NatsConnectionImpl, ProtocolHandler } = exports as Exports;
    if (typeof NatsConnectionImpl?.prototype.publish === 'function')
      return patchConnection(NatsConnectionImpl.prototype, this.instruments);
    if (typeof ProtocolHandler?.prototype.publish === 'function')
      return [patchProtocol(ProtocolHandler.prototype)];
    return this.#patchJetStream(exports as Exports);
  }

  #patchJetStream({
    PullConsumerMessagesImpl,
    PushConsumerMessagesImpl,
    JsMsgImpl,
  }: Exports): (() => void)[] {
    if (typeof JsMsgImpl?.prototype.ackAck === 'function')
      return patchMessage(JsMsgImpl.prototype, this.instruments);
    const messages = (PullConsumerMessagesImpl ?? PushConsumerMessagesImpl)?.prototype;
    const isKnown = typeof messages?.start === 'function' && typeof messages.iterate === 'function';
    return isKnown ? patchMessages(messages, this.instruments) : [];
  }
}
