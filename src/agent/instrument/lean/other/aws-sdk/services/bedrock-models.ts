/** Names of fields in JSON, from the outside in: `results.0.tokenCount`. */
type Path = string;

/** Places of what spans show of a request. */
export interface RequestPlaces {
  readonly temperature: Path;
  readonly topP: Path;
  readonly maxTokens: Path;
  readonly stopSequences?: Path;
  /** Text from whose length the tokens are estimated, for models that do not count them. */
  readonly inputText?: Path;
}

/** Places of what spans show of an answer, or of a part of a streamed one. */
export interface AnswerPlaces {
  readonly inputTokens?: Path;
  readonly outputTokens?: Path;
  readonly outputText?: Path;
  readonly finishReason: Path;
}

/** Models of a vendor, whose requests and answers have forms of their own. */
export interface Family {
  /** Part of the models' names. */
  readonly model: string;
  readonly request: RequestPlaces;
  readonly answer: AnswerPlaces;
  readonly part: AnswerPlaces;
}

const LLAMA_ANSWER = {
  inputTokens: 'prompt_token_count',
  outputTokens: 'generation_token_count',
  finishReason: 'stop_reason',
};
const COMMAND_R_ANSWER = { outputText: 'text', finishReason: 'finish_reason' };
const COMMAND_ANSWER = {
  outputText: 'generations.0.text',
  finishReason: 'generations.0.finish_reason',
};
const MISTRAL_ANSWER = { outputText: 'outputs.0.text', finishReason: 'outputs.0.stop_reason' };

/** The first whose name is part of a model's name counts. */
export const FAMILIES: readonly Family[] = [
  {
    model: 'amazon.titan',
    request: {
      temperature: 'textGenerationConfig.temperature',
      topP: 'textGenerationConfig.topP',
      maxTokens: 'textGenerationConfig.maxTokenCount',
      stopSequences: 'textGenerationConfig.stopSequences',
    },
    answer: {
      inputTokens: 'inputTextTokenCount',
      outputTokens: 'results.0.tokenCount',
      finishReason: 'results.0.completionReason',
    },
    part: {
      inputTokens: 'inputTextTokenCount',
      outputTokens: 'totalOutputTextTokenCount',
      finishReason: 'completionReason',
    },
  },
  {
    model: 'amazon.nova',
    request: {
      temperature: 'inferenceConfig.temperature',
      topP: 'inferenceConfig.top_p',
      maxTokens: 'inferenceConfig.max_new_tokens',
      stopSequences: 'inferenceConfig.stopSequences',
    },
    answer: {
      inputTokens: 'usage.inputTokens',
      outputTokens: 'usage.outputTokens',
      finishReason: 'stopReason',
    },
    part: {
      inputTokens: 'metadata.usage.inputTokens',
      outputTokens: 'metadata.usage.outputTokens',
      finishReason: 'messageStop.stopReason',
    },
  },
  {
    model: 'anthropic.claude',
    request: {
      temperature: 'temperature',
      topP: 'top_p',
      maxTokens: 'max_tokens',
      stopSequences: 'stop_sequences',
    },
    answer: {
      inputTokens: 'usage.input_tokens',
      outputTokens: 'usage.output_tokens',
      finishReason: 'stop_reason',
    },
    part: {
      inputTokens: 'message.usage.input_tokens',
      outputTokens: 'message.usage.output_tokens',
      finishReason: 'delta.stop_reason',
    },
  },
  {
    model: 'meta.llama',
    request: { temperature: 'temperature', topP: 'top_p', maxTokens: 'max_gen_len' },
    answer: LLAMA_ANSWER,
    part: LLAMA_ANSWER,
  },
  {
    model: 'cohere.command-r',
    request: {
      temperature: 'temperature',
      topP: 'p',
      maxTokens: 'max_tokens',
      stopSequences: 'stop_sequences',
      inputText: 'message',
    },
    answer: COMMAND_R_ANSWER,
    part: COMMAND_R_ANSWER,
  },
  {
    model: 'cohere.command',
    request: {
      temperature: 'temperature',
      topP: 'p',
      maxTokens: 'max_tokens',
      stopSequences: 'stop_sequences',
      inputText: 'prompt',
    },
    answer: COMMAND_ANSWER,
    part: COMMAND_ANSWER,
  },
  {
    model: 'mistral',
    request: {
      temperature: 'temperature',
      topP: 'top_p',
      maxTokens: 'max_tokens',
      stopSequences: 'stop',
      inputText: 'prompt',
    },
    answer: MISTRAL_ANSWER,
    part: MISTRAL_ANSWER,
  },
];
