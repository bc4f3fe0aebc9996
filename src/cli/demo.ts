import { printAnswer } from './answer.ts';
import { refresh } from './session.ts';
import type { Session } from './session.ts';

/** What the demo asks of the sample library, and why. */
const questions = [
  {
    kind: 'Chinese: minutes of a meeting',
    question: '当初为什么没有把机器放在一楼那间现成有电的屋子？',
  },
  {
    kind: 'Across languages: asked in English, answered from a Chinese document',
    question: "How long must the freeze dryer's compressor rest before it may be started again?",
  },
  {
    kind: 'Not in the files: a question to decline',
    question: 'Which vaccinations does a puppy need in its first year?',
  },
] as const;

const shownPassages = 2;
const nearestPassages = 1;

/** `recollect demo`: indexes the sample library and asks it three questions. */
export async function demoCommand(session: Session, library: string): Promise<number> {
  const { terminal, engine, signal } = session;
  await refresh(session, { workspace: library });
  for (const { kind, question } of questions) {
    terminal.print(terminal.paint('faint', `── ${kind}`));
    const result = await engine.ask({ workspace: library, question }, { signal });
    await printAnswer(session, result, {
      workspace: library,
      passages: result.answer === null ? nearestPassages : shownPassages,
      share: 0.1,
      others: '',
    });
    terminal.print();
  }
  terminal.print('Ask your own folder: npm run -s recollect -- ask DIR "your question"');
  return 0;
}
