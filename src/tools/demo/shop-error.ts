/** Thrown when the shop cannot run; the message is a sentence for the user. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
}
