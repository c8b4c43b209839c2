import type { MessageKey } from '../messages/en';
import { useWords } from '../shell/words';

/** What is to be said of a figure besides its value. */
export function Remark({ of }: { readonly of: MessageKey | undefined }) {
  const { say } = useWords();
  return of === undefined ? null : <small className="beyond">{say(of)}</small>;
}
