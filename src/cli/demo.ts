import { printAnswer } from './answer.ts';
import { refresh } from './session.ts';
import type { Session } from './session.ts';

/** What the demo asks of the sample library, and why. */
const questions = [
  {
    kind: 'Across languages: asked in Chinese, answered from an English document',
    question: '洪水时七号单元里的水有多深？',
  },
  {
    kind: 'Two documents that do not agree',
    question: 'What is the yearly rent of Unit 7?',
  },
  {
    kind: 'Near, but not in the files: a question to decline',
    question: 'What is the yearly rent of Unit 12?',
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
