import { heeds } from '../heeds';
import type { CatalogueRow } from '../row';

/** Language models, and tools for them. */
export const GENAI: readonly CatalogueRow[] = [
  {
    name: 'openai',
    chunk: 'other',
    leanKind: 'genai',
    targets: [{ module: 'openai', versions: ['>=7.0.0 <8'] }],
    options: ({ captureMessages }) => ({ captureMessages, captureMessageContent: captureMessages }),
    lean: heeds('captureMessages', 'captureMessageContent'),
  },
  {
    name: 'anthropic',
    isOwn: true,
    leanKind: 'genai',
    targets: [
      {
        module: '@anthropic-ai/sdk',
        versions: ['>=0.32.0 <2'],
        files: [
          'resources/messages/messages.js',
          'resources/messages/messages.mjs',
          'resources/beta/messages/messages.js',
          'resources/beta/messages/messages.mjs',
        ],
      },
    ],
    options: ({ captureMessages }) => ({ captureMessages }),
    lean: heeds('captureMessages'),
  },
  {
    name: 'google-genai',
    isOwn: true,
    leanKind: 'genai',
    targets: [{ module: '@google/genai', versions: ['>=1.0.0 <4'] }],
    options: ({ captureMessages }) => ({ captureMessages }),
    lean: heeds('captureMessages'),
  },
  {
    name: 'mcp',
    isOwn: true,
    leanKind: 'genai',
    targets: [
      {
        module: '@modelcontextprotocol/sdk',
        versions: ['>=1.10.0 <2'],
        files: ['dist/cjs/shared/protocol.js', 'dist/esm/shared/protocol.js'],
      },
      { module: '@modelcontextprotocol/client', versions: ['>=2.0.0 <3'] },
      { module: '@modelcontextprotocol/server', versions: ['>=2.0.0 <3'] },
    ],
    options: ({ captureMessages }) => ({ captureMessages }),
    lean: heeds('captureMessages'),
  },
  {
    name: 'langchain',
    isOwn: true,
    leanKind: 'genai',
    targets: [
      {
        module: '@langchain/core',
        versions: ['>=0.3 <2'],
        files: [
          'dist/language_models/chat_models.cjs',
          'dist/language_models/chat_models.js',
          'dist/tools/index.cjs',
          'dist/tools/index.js',
        ],
      },
      {
        module: '@langchain/langgraph',
        versions: ['>=0.2 <2'],
        files: ['dist/pregel/index.cjs', 'dist/pregel/index.js'],
      },
    ],
    lean: heeds(),
  },
  {
    name: 'ai',
    isOwn: true,
    leanKind: 'genai',
    targets: [{ module: 'ai', versions: ['>=6.0.0 <7'] }],
    modules: ['ai'],
    lean: heeds('captureMessages'),
    options: ({ captureMessages }) => ({ captureMessages }),
    channels: { names: ['ai:telemetry'], since: [7, 0], heeds: heeds('captureMessages') },
  },
];
