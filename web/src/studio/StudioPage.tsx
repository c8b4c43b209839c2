import { useWords } from '../shell/words';

/** The plan studio. */
export function StudioPage() {
  const { say } = useWords();
  return (
    <main className="page" id="content">
      <h1>{say('studio.title')}</h1>
      <p>{say('studio.soon')}</p>
    </main>
  );
}
