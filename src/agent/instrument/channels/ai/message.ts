/** Used parts of what `ai:telemetry` publishes (ai 7). */
export interface AiMessage {
  /** `generateText`, `step`, `languageModelCall`, `executeTool`, `embed` … */
  readonly type: string;
  readonly event: {
    readonly callId?: string;
    readonly functionId?: string;
    /** `openai.chat` */
    readonly provider?: string;
    readonly modelId?: string;
    readonly messages?: readonly ModelMessage[];
    readonly temperature?: number;
    readonly topP?: number;
    readonly maxOutputTokens?: number;
    readonly toolCall?: {
      readonly toolCallId?: string;
      readonly toolName?: string;
      readonly input?: unknown;
    };
  };
  readonly result?: AiResult;
}

interface AiResult {
  readonly content?: readonly Part[];
  readonly finishReason?: string | { readonly unified?: string };
  readonly usage?: Usage;
  readonly response?: { readonly id?: string; readonly modelId?: string };
  readonly steps?: readonly { readonly usage?: Usage; readonly finishReason?: string }[];
  readonly stream?: unknown;
  readonly output?: unknown;
}

/** Numbers of tokens, alone or with their details. */
export interface Usage {
  readonly inputTokens?: number | { readonly total?: number };
  readonly outputTokens?: number | { readonly total?: number };
  /** Of embeddings. */
  readonly tokens?: number;
}

export interface ModelMessage {
  readonly role?: string;
  readonly content?: string | readonly Part[];
}

export interface Part {
  readonly type: string;
  readonly text?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly input?: unknown;
  readonly output?: unknown;
}
