import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import type { GetPromptResult, Prompt } from '@modelcontextprotocol/sdk/types.js';
import { askToolInput, summarizeToolInput } from '../../protocol/toolInput.ts';
import { askToolOutput, passagesToolOutput, summarizeToolOutput } from '../../protocol/toolOutput.ts';
import { askToolText, passagesToolText, summarizeToolText } from '../../protocol/toolText.ts';
import type { Library } from './library.ts';
import { requestOptions, type Extra } from './requests.ts';
import { failure } from './serveTools.ts';

/** Passages of each of two files that are compared, and those that are given beside an answer. */
const COMPARED = 6;
const GIVEN = 8;

const CITE =
  'Rest on what is quoted below alone, and name file and line behind every sentence, as (lease.md:12). Say plainly what ' +
  'the documents do not tell; fill nothing in from elsewhere. Answer in the language of the question.';

type Arguments = Readonly<Record<string, string>>;

/** A prompt: how it is listed, and the text that it becomes. */
interface ServedPrompt {
  readonly listed: Prompt;
  readonly text: (library: Library, args: Arguments, extra: Extra) => Promise<string>;
}

const question = { name: 'question', description: 'What the documents are asked.', required: true };

const prompts: readonly ServedPrompt[] = [
  {
    listed: {
      name: 'answer',
      title: 'Answer from my documents',
      description:
        'An answer to a question, from the documents alone, with file and line behind every sentence.',
      arguments: [
        question,
        {
          name: 'files',
          description: 'Files or folders to ask, with commas between them; all where left out.',
        },
      ],
    },
    text: async (library, args, extra) => {
      const asked = askToolInput({ question: args['question'], files: namesIn(args['files']) });
      const options = requestOptions(extra);
      const answer = await library.ask(asked, { ...options, passagesOnly: false });
      const output = await askToolOutput(asked.question, answer, library.placing());
      const { passages } = await passagesToolOutput(asked.question, answer, {
        placing: library.placing(),
        count: GIVEN,
      });
      return [
        `Answer this question from my documents: ${asked.question}`,
        CITE,
        'Recollect, which remembers them, found this:',
        askToolText({ ...output, passages }),
      ].join('\n\n');
    },
  },
  {
    listed: {
      name: 'compare',
      title: 'Compare two documents',
      description: 'What two files or folders say about one thing, side by side.',
      arguments: [
        question,
        { name: 'first', description: 'The one file or folder.', required: true },
        { name: 'second', description: 'The other one.', required: true },
      ],
    },
    text: async (library, args, extra) => {
      const found: string[] = [];
      for (const name of ['first', 'second']) {
        const file = args[name] ?? '';
        if (file.trim() === '')
          throw new McpError(ErrorCode.InvalidParams, `"${name}" must name a file or a folder.`);
        const asked = askToolInput({ question: args['question'], files: [file] });
        const answer = await library.ask(asked, { ...requestOptions(extra), passagesOnly: true });
        const output = await passagesToolOutput(asked.question, answer, {
          placing: library.placing(),
          count: COMPARED,
        });
        found.push(`What ${file} says:\n\n${passagesToolText(output)}`);
      }
      return [
        `Compare what ${args['first']} and ${args['second']} say about this: ${args['question']}`,
        `Say where they agree, where they differ (both wordings, with dates where they are told), and what only one of them ` +
          `says. ${CITE}`,
        ...found,
      ].join('\n\n');
    },
  },
  {
    listed: {
      name: 'summarize',
      title: 'Summarize a document',
      description:
        'A summary of a file or a folder, with file and line behind every sentence, and what it leaves out.',
      arguments: [
        { name: 'file', description: 'The file, the folder, or "." for all documents.', required: true },
        { name: 'question', description: 'What the summary is to be about; everything where left out.' },
      ],
    },
    text: async (library, args, extra) => {
      const input = summarizeToolInput({ file: args['file'], question: args['question'] });
      const { of, result, placing } = await library.summarize(input, requestOptions(extra));
      const about = input.question === undefined ? '' : ` It is to be about this: ${input.question}`;
      return [
        `Summarize ${of} for me.${about}`,
        `Put it in your own words, shorter than what follows, and say at the end how much of the text it leaves out. ${CITE}`,
        'Recollect, which remembers it, chose these of its sentences:',
        summarizeToolText(await summarizeToolOutput(of, result, placing)),
      ].join('\n\n');
    },
  },
];

/** Serves the prompts: each asks the memory first, so that it needs no tool. */
export function servePrompts(server: Server, library: Library): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: prompts.map(({ listed }) => listed),
  }));
  server.setRequestHandler(GetPromptRequestSchema, async ({ params }, extra): Promise<GetPromptResult> => {
    const prompt = prompts.find(({ listed }) => listed.name === params.name);
    if (prompt === undefined)
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no prompt ${params.name}. There are ${prompts.map(({ listed }) => listed.name).join(', ')}.`,
      );
    try {
      const text = await prompt.text(library, params.arguments ?? {}, extra);
      return {
        description: prompt.listed.description,
        messages: [{ role: 'user', content: { type: 'text', text } }],
      };
    } catch (error) {
      throw error instanceof McpError ? error : new McpError(ErrorCode.InvalidParams, failure(error));
    }
  });
}

function namesIn(list: string | undefined): string[] {
  return (list ?? '')
    .split(/[,，、\n]/u)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
