/** Marks the place in a definition at which the region stopped to understand it: the problem names its offset. */
export function ProblemPlace({ definition, problem }: { readonly definition: string; readonly problem: string }) {
  const offset = /at offset (\d+)/.exec(problem)?.[1];
  if (offset === undefined || definition === '') return null;
  const at = Math.min(Number(offset), definition.length);
  return (
    <pre className="problem-place">
      {definition.slice(0, at)}
      <mark>{definition.slice(at, at + 1) || '␣'}</mark>
      {definition.slice(at + 1)}
    </pre>
  );
}
