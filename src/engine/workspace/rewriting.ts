import { questionParts } from '../../core/recall/parts.ts';
import { refersBack } from '../../core/recall/turns.ts';
import { REWRITTEN_TOKENS, rewritePrompt, rewrittenQuestion } from '../../core/write/rewrite.ts';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import type { WriteParams, WriteProgress, WritingOptions } from '../../protocol/writing.ts';
import { openGenerator } from '../generate/openGenerator.ts';
import type { OpenMemory } from './openMemory.ts';
import { ledgerOf } from './writing.ts';

/**
 * A question that goes on from earlier turns as the chosen model puts it so that it stands alone. Undefined where
 * nobody asked for that, where it stands alone as it is, or where the model does not manage: the question is then
 * understood without it, as it is without a model. Rejects where the call is called off.
 */
export async function rewritten(
  memory: OpenMemory,
  params: WriteParams,
  { signal, shell }: WritingOptions<WriteProgress>,
): Promise<string | undefined> {
  const { question, earlier = [], model, redaction } = params;
  if (params.rewritten !== undefined) return params.rewritten;
  const before = earlier.flatMap(({ question: asked, answer }) =>
    answer === undefined ? [] : [{ question: asked, answer }],
  );
  const goesOn = refersBack(questionParts(question)[0] ?? question);
  if (params.rewrite !== true || before.length === 0 || !goesOn) return undefined;
  try {
    const ledger = await ledgerOf(memory);
    const generator = await openGenerator(model, { shell, redaction, ledger, signal });
    const { text } = await generator.generate(rewritePrompt(question, before), {
      maxTokens: REWRITTEN_TOKENS,
      signal,
    });
    return rewrittenQuestion(text, question);
  } catch (error) {
    // Whatever fails here fails again, and is told, where the answer is written.
    if (signal?.aborted === true || isCancelled(error) || !(error instanceof RecollectError)) throw error;
    return undefined;
  }
}
