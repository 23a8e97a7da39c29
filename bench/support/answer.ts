import { z } from 'zod';

/** The functions that answer the questions to a process, by the names of the questions. */
export type Answers = Readonly<Record<string, (argument: unknown) => unknown>>;

const Question = z.object({ id: z.number(), name: z.string(), argument: z.unknown() });
type Question = z.infer<typeof Question>;

const known = new Map<string, Answers[string]>();
/** The questions that arrived before the process was ready. */
let early: Question[] = [];

process.on('message', (message) => take(Question.parse(message)));

/** Answers questions of the parent process (child.ts). */
export function answer(answers: Answers): void {
  for (const [name, perform] of Object.entries(answers)) known.set(name, perform);
  const questions = early;
  early = [];
  for (const question of questions) take(question);
}

async function take(question: Question): Promise<void> {
  const { id, name, argument } = question;
  const perform = known.get(name);
  if (!perform) {
    early.push(question);
    return;
  }
  try {
    process.send?.({ id, result: await perform(argument) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}
