import { patchFunction } from '../patch-function';
import scope from '../scopes/langchain.generated.json';
import { GenAiInstrumentation } from './inference/genai-instrumentation';
import { type ChatModel, patchModel } from './langchain/patch-model';
import { type Graph, tracedSteps } from './langchain/trace-graph';
import { type Tool, tracedTool } from './langchain/trace-tool';

interface Exports {
  readonly BaseChatModel?: { readonly prototype: ChatModel };
  readonly StructuredTool?: { readonly prototype: Tool };
  readonly Pregel?: { readonly prototype: Graph };
}

/**
 * Makes spans of LangChain's tools, of LangGraph's graphs, and of chat models whose vendor's own client is not traced. Semantic
 * conventions, generative AI; what goes into tools and comes out of them is never recorded.
 */
export class LangchainInstrumentation extends GenAiInstrumentation {
  constructor(options: object) {
    super(scope, options);
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { BaseChatModel, StructuredTool, Pregel } = exports as Exports;
    const file = name.replaceAll('\\', '/');
    if (file.includes('/chat_models.') && typeof BaseChatModel?.prototype._generateUncached === 'function')
      return patchModel(BaseChatModel.prototype, this.inferenceOptions);
    if (file.includes('/tools/index.') && typeof StructuredTool?.prototype.call === 'function') {
      const { prototype } = StructuredTool;
      return [patchFunction(prototype, 'call', tracedTool(prototype.call, this.instruments))];
    }
    if (file.includes('/pregel/index.') && typeof Pregel?.prototype._streamIterator === 'function') {
      const { prototype } = Pregel;
      const steps = tracedSteps(prototype._streamIterator, this.instruments);
      return [patchFunction(prototype, '_streamIterator', steps)];
    }
    return [];
  }
}
