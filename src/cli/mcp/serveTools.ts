import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ErrorCode,
} from '@modelcontextprotocol/sdk/types.js';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { RecollectError } from '../../protocol/errors.ts';
import { askToolInput, passagesToolInput, summarizeToolInput } from '../../protocol/toolInput.ts';
import { askToolOutput, passagesToolOutput, summarizeToolOutput } from '../../protocol/toolOutput.ts';
import { toolInputSchemas, toolOutputSchemas, type ObjectSchema } from '../../protocol/toolSchemas.ts';
import { askToolText, passagesToolText, summarizeToolText } from '../../protocol/toolText.ts';
import { toolNames, toolWordings, type ToolKey } from '../../protocol/tools.ts';
import type { Library } from './library.ts';
import { requestOptions, type Extra } from './requests.ts';

const keys = ['ask', 'passages', 'summarize'] as const satisfies readonly ToolKey[];

/** What a tool made of its input: as data, and in words. */
interface ToolResult {
  readonly structured: object;
  readonly text: string;
}

type ToolCall = (library: Library, input: unknown, extra: Extra) => Promise<ToolResult>;

const calls = {
  ask: async (library, input, extra) => {
    const asked = askToolInput(input);
    const answer = await library.ask(asked, { ...requestOptions(extra), passagesOnly: false });
    const structured = await askToolOutput(asked.question, answer, library.placing());
    return { structured, text: askToolText(structured) };
  },
  passages: async (library, input, extra) => {
    const { count, ...asked } = passagesToolInput(input);
    const answer = await library.ask(asked, { ...requestOptions(extra), passagesOnly: true });
    const structured = await passagesToolOutput(asked.question, answer, {
      placing: library.placing(),
      count,
    });
    return { structured, text: passagesToolText(structured) };
  },
  summarize: async (library, input, extra) => {
    const { of, result, placing } = await library.summarize(summarizeToolInput(input), requestOptions(extra));
    const structured = await summarizeToolOutput(of, result, placing);
    return { structured, text: summarizeToolText(structured) };
  },
} as const satisfies Record<ToolKey, ToolCall>;

/** Serves the three tools. What goes wrong is told to the model, with what it can do about it. */
export function serveTools(server: Server, library: Library): void {
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: keys.map(toolOf) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<CallToolResult> => {
    const key = keys.find((candidate) => toolNames[candidate] === params.name);
    if (key === undefined)
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no tool ${params.name}. There are ${keys.map((known) => toolNames[known]).join(', ')}.`,
      );
    try {
      const { structured, text } = await calls[key](library, params.arguments, extra);
      return { content: [{ type: 'text', text }], structuredContent: { ...structured } };
    } catch (error) {
      return { isError: true, content: [{ type: 'text', text: failure(error) }] };
    }
  });
}

/** What a model is told of what went wrong. */
export function failure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof RecollectError && error.code !== 'internal'
    ? message
    : `Something went wrong in Recollect that should not: ${message}. Try again; if it comes again, the user may run ` +
        '"recollect doctor" with the folder and report what it says.';
}

function toolOf(key: ToolKey): Tool {
  const { title, description } = toolWordings[key];
  return {
    name: toolNames[key],
    title,
    description,
    inputSchema: schemaOf(toolInputSchemas[key]),
    outputSchema: schemaOf(toolOutputSchemas[key]),
    annotations: {
      title,
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
  };
}

/** The schema as the protocol's types have it, which know no `readonly`. */
function schemaOf({
  properties,
  required = [],
  additionalProperties = false,
}: ObjectSchema): Tool['inputSchema'] {
  return { type: 'object', properties: { ...properties }, required: [...required], additionalProperties };
}
