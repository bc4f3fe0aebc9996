import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = join(import.meta.dirname, '../../test/llm');
const installed = ['models/SmolLM2-135M-Instruct.Q4_1.gguf', 'node_modules/.installed'].every((file) =>
  existsSync(join(folder, file)),
);

/** Why tests with a real language model are skipped; false where it is there, and where it must be (then they fail). */
export const noLanguageModel: string | false =
  installed || process.env['RECOLLECT_E2E'] === 'required'
    ? false
    : 'needs a small language model, which is not installed: bash test/llm/install.sh';

/** SmolLM2-135M-Instruct behind an OpenAI-compatible endpoint on this machine. */
export interface LanguageModel {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  readonly model: string;
  stop(): Promise<void>;
}

/** Starts the server in a process of its own, which takes a second or two; it ends with this one at the latest. */
export async function startLanguageModel(): Promise<LanguageModel> {
  const child = spawn(process.execPath, [join(folder, 'server.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  const line = await Promise.race([
    once(lines, 'line').then(([first]) => String(first)),
    ended.then(() => Promise.reject(new Error('The language model ended before it was ready.'))),
  ]);
  const told: unknown = JSON.parse(line);
  if (typeof told !== 'object' || told === null || !('url' in told) || !('model' in told))
    throw new Error(`The language model said ${line}`);
  return {
    url: String(told.url),
    model: String(told.model),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
