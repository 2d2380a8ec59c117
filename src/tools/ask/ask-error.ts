/** No answer could be had: the message is a sentence for the user. */
export class AskError extends Error {
  override readonly name = 'AskError';
}
