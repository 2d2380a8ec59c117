import type { Paint } from '../../../viewer/receiver/terminal/paint';
import type { Source } from '../source';

/** Options of a question. */
export interface Asking {
  readonly source: Source;
  /** Words after the question: a query, an id. */
  readonly words: readonly string[];
  readonly since: string | undefined;
  readonly service: string | undefined;
  readonly limit: number | undefined;
  /** Length of a profile. */
  readonly seconds?: number | undefined;
  /** A profile itself, as an OTLP request, instead of an answer about it. */
  readonly otlp?: boolean;
  /** Tells a person who waits how far it is. */
  readonly tell?: ((sentence: string) => void) | undefined;
}

/** Screen that an answer is told on. */
export interface Page {
  readonly columns: number;
  readonly paint: Paint;
  /** The next question, about a trace. */
  goOn(traceId: string): string;
}

/** An answer as data, in the form of docs/ask.md, and as text. */
export interface Answered<Data extends object = object> {
  readonly data: Data;
  /** False where nothing was found. */
  readonly isFound: boolean;
  text(page: Page): string;
}

export interface WindowData {
  readonly since: string;
  readonly until: string;
}
