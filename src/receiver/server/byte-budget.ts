/** Memory that all requests under way may hold together: what keeps a thousand large bodies from adding up. */
export class ByteBudget {
  private left: number;

  constructor(maxBytes: number) {
    this.left = maxBytes;
  }

  /** Takes so many bytes, or none of them and says false. */
  take(bytes: number): boolean {
    if (bytes > this.left) return false;
    this.left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.left += bytes;
  }
}
