import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { toolNames, toolWordings, type ToolKey } from '../../../src/protocol/tools.ts';
import { toolInputSchemas } from '../../../src/protocol/toolSchemas.ts';

const root = join(import.meta.dirname, '../../..');
const {
  contributes,
}: {
  readonly contributes: {
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly toolReferenceName: string;
      readonly canBeReferencedInPrompt: boolean;
      readonly inputSchema: unknown;
    }[];
    readonly chatParticipants: readonly {
      readonly id: string;
      readonly name: string;
      readonly commands: readonly { readonly name: string }[];
    }[];
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
  };
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const source = (file: string): string => readFileSync(join(root, 'src/host', file), 'utf8');

suite('What the manifest offers to the editor’s chat', () => {
  test('the tools are those of the MCP server: the same names, descriptions and schemas', () => {
    const keys: readonly ToolKey[] = ['ask', 'passages', 'summarize'];
    assert.deepEqual(
      contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({
        name,
        modelDescription,
        inputSchema,
      })),
      keys.map((key) => ({
        name: toolNames[key],
        modelDescription: toolWordings[key].description,
        inputSchema: toolInputSchemas[key],
      })),
    );
    // A person names them in a prompt: #recollectAsk.
    for (const tool of contributes.languageModelTools) {
      assert.ok(tool.canBeReferencedInPrompt);
      assert.match(tool.toolReferenceName, /^[a-z]\w+$/i);
    }
  });

  test('the participant, its commands and the MCP server are those that are registered', () => {
    const [participant, ...more] = contributes.chatParticipants;
    assert.equal(more.length, 0);
    assert.ok(participant !== undefined);
    assert.match(source('chat/registerParticipant.ts'), new RegExp(`PARTICIPANT = '${participant.id}'`));
    for (const { name } of participant.commands)
      assert.match(source('chat/participant.ts'), new RegExp(`command === '${name}'`), name);
    assert.deepEqual(
      contributes.mcpServerDefinitionProviders.map(({ id }) => id),
      [/MCP_PROVIDER = '([^']+)'/.exec(source('tools/mcpServer.ts'))?.[1]],
    );
  });
});
